import { LRUCache } from 'lru-cache'
import type { Principal } from './principal.ts'
import { refuseToken } from './refusals.ts'

/** How long a proof is kept, in milliseconds: this is how long a revocation may lag on other instances. */
const keptMs = 60_000
/** About 0.5 KB each, nearly all of it the token. */
const mostKept = 5_000
/** Ours are below 600 characters. */
const longestToken = 2_048

interface KeptProof {
  readonly principal: Principal
  /** The same promise for all who ask. */
  readonly answer: Promise<Principal>
}

export interface Proof {
  readonly principal: Principal
  /** Epoch milliseconds; absent when the token itself never expires. */
  readonly expiresAt?: number
}

/**
 * What tokens prove, remembered for a minute, so that most requests
 * cost one look-up. Only good tokens are remembered.
 */
export interface Proofs {
  prove(token: string): Promise<Principal>
  /**
   * Forgets what this user's tokens proved, or those of one session or API token; also what is just being
   * checked.
   */
  forget(userId: string, viaId?: string): void
}

/** `check` asks the signature and the stores; it throws ApiError 401. */
export function createProofs({
  now,
  check,
}: {
  readonly now: () => number
  readonly check: (token: string) => Promise<Proof>
}): Proofs {
  // The whole token is the key: its signature alone would let a changed text pass.
  const kept = new LRUCache<string, KeptProof>({
    max: mostKept,
    ttl: keptMs,
    ttlResolution: 0,
    perf: { now },
    dispose: ({ principal }, token) => tokensOf.unlist(principal.userId, token),
  })
  const tokensOf = createTokenLists()
  const underway = new Map<string, Promise<Principal>>()
  let timesForgotten = 0

  function keep(token: string, principal: Principal, ttl: number): void {
    kept.set(token, { principal, answer: Promise.resolve(principal) }, { ttl })
    tokensOf.list(principal.userId, token)
  }

  async function checkAndKeep(token: string): Promise<Principal> {
    const before = timesForgotten
    const { principal, expiresAt = Infinity } = await check(token)
    const ttl = Math.min(keptMs, expiresAt - now() - 1)
    // What was read before a revocation must not be remembered after it.
    if (before === timesForgotten && ttl > 0) keep(token, principal, ttl)
    return principal
  }

  const checkOnce = shareWork(underway, checkAndKeep)

  return {
    prove(token) {
      if (token.length > longestToken) return Promise.reject(refuseToken('invalid_token'))
      return kept.get(token)?.answer ?? underway.get(token) ?? checkOnce(token)
    },
    forget(userId, viaId) {
      timesForgotten++
      underway.clear()
      for (const token of tokensOf.of(userId))
        if (viaId === undefined || kept.peek(token)?.principal.via.id === viaId) kept.delete(token)
    },
  }
}

/** The tokens that are kept, by user. */
interface TokenLists {
  of(userId: string): Iterable<string>
  list(userId: string, token: string): void
  unlist(userId: string, token: string): void
}

function createTokenLists(): TokenLists {
  const lists = new Map<string, Set<string>>()
  return {
    of: (userId) => lists.get(userId) ?? [],
    list(userId, token) {
      const tokens = lists.get(userId)
      if (tokens === undefined) lists.set(userId, new Set([token]))
      else tokens.add(token)
    },
    unlist(userId, token) {
      const tokens = lists.get(userId)
      tokens?.delete(token)
      if (tokens?.size === 0) lists.delete(userId)
    },
  }
}

/** Asks once for all who ask for the same meanwhile. */
function shareWork<Answer>(
  underway: Map<string, Promise<Answer>>,
  ask: (key: string) => Promise<Answer>,
): (key: string) => Promise<Answer> {
  return async (key) => {
    const answer = ask(key)
    underway.set(key, answer)
    try {
      return await answer
    } finally {
      if (underway.get(key) === answer) underway.delete(key)
    }
  }
}
