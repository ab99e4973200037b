import { LRUCache } from 'lru-cache'
import type { Account } from '../../../src-shared/planner/account.ts'
import { initialSpaceState, type SpaceState } from '../../../src-shared/planner/space-state.ts'
import type { CacheTtl } from '../../../src-shared/run-event.ts'

/** Where a mark may stand: after the tools (0), or after the system text too (1). */
export type Place = 0 | 1

/** What is believed to be in the vendor's cache. */
export interface WarmPrefix {
  readonly place: Place
  readonly ttl: CacheTtl
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

/** What this process knows of one prefix of one user at one model. */
export interface PrefixMemory {
  readonly key: string
  /** Tokens up to each place, as estimated when it was first seen. */
  readonly estimates: readonly [number, number]
  /** The same as the vendor counted them; undefined before it did. */
  counted: readonly [number | undefined, number | undefined]
  /** The vendor cached nothing though it was marked: it is below the minimum. */
  isIgnored: boolean
  state: SpaceState
  warm: WarmPrefix | undefined
}

/** A call whose cost is not known yet. */
export interface Flight {
  readonly prefix: PrefixMemory
  readonly kind: 'none' | 'read' | 'write'
  /** Epoch milliseconds. */
  readonly plannedAt: number
  /** What it may cost above no caching, in nano-dollars. */
  readonly stake: number
}

/**
 * What one user's calls of one model have in common: an account, lest the small losses of many prefixes add
 * up.
 */
export interface UserAtModel {
  account: Account
  readonly flights: Set<Flight>
}

const prefixBytes = 4_194_304
const emptyPrefixBytes = 768
const bytesPerCount = 256
const usersAtModels = 2_000

/** All that is remembered, some megabytes at most: what has not been used for longest is forgotten first. */
export class PrefixMemories {
  readonly #prefixes = new LRUCache<string, PrefixMemory>({ maxSize: prefixBytes, sizeCalculation: sizeOf })
  readonly #users = new LRUCache<string, UserAtModel>({ max: usersAtModels })

  prefix(key: string, estimate: () => PrefixMemory['estimates']): PrefixMemory {
    const known = this.#prefixes.get(key)
    if (known !== undefined) return known
    const fresh: PrefixMemory = {
      key,
      estimates: estimate(),
      counted: [undefined, undefined],
      isIgnored: false,
      state: initialSpaceState(),
      warm: undefined,
    }
    this.#prefixes.set(key, fresh)
    return fresh
  }

  /** To be called after a change: a memory grows with what it learns. */
  keep(prefix: PrefixMemory): void {
    this.#prefixes.delete(prefix.key)
    this.#prefixes.set(prefix.key, prefix)
  }

  user(key: string): UserAtModel {
    const known = this.#users.get(key)
    if (known !== undefined) return known
    const fresh: UserAtModel = { account: initialSpaceState().account, flights: new Set() }
    this.#users.set(key, fresh)
    return fresh
  }
}

/** Tokens up to a place as the vendor counted them, or as estimated in proportion to what it counted. */
export function tokensUpTo(
  { estimates, counted }: Pick<PrefixMemory, 'estimates' | 'counted'>,
  place: Place,
): number {
  const other = place === 0 ? 1 : 0
  const scale = counted[other] === undefined ? 1 : counted[other] / Math.max(1, estimates[other])
  return counted[place] ?? Math.round(estimates[place] * scale)
}

function sizeOf({ state }: PrefixMemory): number {
  return emptyPrefixBytes + bytesPerCount * Object.keys(state.rhythm.counts).length
}
