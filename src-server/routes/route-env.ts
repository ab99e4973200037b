import type { MiddlewareHandler } from 'hono'
import type { Scope } from '../../src-shared/dedicated-api/account.ts'
import type { Principal } from '../auth/principal.ts'
import type { RateClass, RateLimiter, RateState } from '../rate-limit/rate-limiter.ts'

/** What the middleware has put into Hono's context by the time a handler runs. */
export interface RouteEnv {
  Variables: {
    /** Set by `guards.signedIn`. */
    principal: Principal
    /** Also in the header `x-request-id` of every answer. */
    requestId: string
    /** The client's address, behind a trusted proxy the forwarded one. */
    clientAddress: string
    /** What the guards counted for this request; theirs alone. */
    counted: { readonly limiter: RateLimiter; state: RateState }
  }
}

/**
 * Middleware that stands before every handler: it limits,
 * authenticates and checks the scope, in the right order.
 */
export interface Guards {
  /** For endpoints without a token: limited by the client's address. */
  open(rateClass: RateClass): MiddlewareHandler<RouteEnv>
  /** Token, then scope, then the user's limit. */
  signedIn(scope: Scope, rateClass: RateClass): MiddlewareHandler<RouteEnv>
}
