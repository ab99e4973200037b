import { LRUCache } from 'lru-cache'
import type { Principal } from './principal.ts'
import { refuseToken } from './refusals.ts'

/** How long a proof is kept, in milliseconds: this is how long a revocation may lag on other instances. */
const keptMs = 60_000
/** About 0.5 KB each, nearly all of it the token. */
const mostKept = 5_000
/** Ours are below 600 characters. */
const longestToken = 2_048

export interface Proof {
  readonly principal: Principal
  /** Epoch milliseconds; absent when the token itself never expires. */
  readonly expiresAt?: number
}

/** What tokens prove, remembered for a minute, so that most requests cost one look-up. Only good tokens are remembered. */
export interface Proofs {
  prove(token: string): Promise<Principal>
  /** Forgets what matches, also what is just being checked. Looks at every proof: 0.1 ms when full. */
  forget(matches: (principal: Principal) => boolean): void
}

/** `check` asks the signature and the stores; it throws ApiError 401. */
export function createProofs({ now, check }: { readonly now: () => number; readonly check: (token: string) => Promise<Proof> }): Proofs {
  // The whole token is the key: its signature alone would let a changed text pass.
  const kept = new LRUCache<string, { readonly principal: Principal; readonly answer: Promise<Principal> }>({ max: mostKept, ttl: keptMs, ttlResolution: 0, perf: { now } })
  const underway = new Map<string, Promise<Principal>>()
  let timesForgotten = 0

  async function checkAndKeep(token: string): Promise<Principal> {
    const before = timesForgotten
    const { principal, expiresAt = Infinity } = await check(token)
    const ttl = Math.min(keptMs, expiresAt - now() - 1)
    // What was read before a revocation must not be remembered after it.
    if (before === timesForgotten && ttl > 0) kept.set(token, { principal, answer: Promise.resolve(principal) }, { ttl })
    return principal
  }

  async function checkOnce(token: string): Promise<Principal> {
    const answer = checkAndKeep(token)
    underway.set(token, answer)
    try {
      return await answer
    } finally {
      if (underway.get(token) === answer) underway.delete(token)
    }
  }

  return {
    prove(token) {
      if (token.length > longestToken) return Promise.reject(refuseToken('invalid_token'))
      return kept.get(token)?.answer ?? underway.get(token) ?? checkOnce(token)
    },
    forget(matches) {
      timesForgotten++
      underway.clear()
      for (const [token, { principal }] of [...kept.entries()]) if (matches(principal)) kept.delete(token)
    },
  }
}
