import type { Context } from 'hono'
import type { Scope } from '../../src-shared/dedicated-api/account.ts'
import { ApiError } from '../api-error.ts'
import type { Auth } from '../auth/auth.ts'
import type { Principal } from '../auth/principal.ts'
import { addressSubject } from '../rate-limit/address-subject.ts'
import type { RateClass, RateLimiter, RateState } from '../rate-limit/rate-limiter.ts'
import type { Guards, RouteEnv } from './route-env.ts'
import { setHeader } from './set-header.ts'

export interface GuardOptions {
  readonly auth: Pick<Auth, 'authenticate'>
  readonly limiter: RateLimiter
  /** Epoch milliseconds; the clock of the limiter. */
  readonly now: () => number
  /** LLM calls a minute of a tier; undefined takes the limiter's own. */
  readonly tierLimit?: (tier: string) => number | undefined
}

/**
 * Limits and proves before a handler runs. Users are limited by id, others by address. Every answer, also a
 * refusal, has `X-RateLimit-Limit`, `-Remaining` and `-Reset` (epoch milliseconds). What fails by its token
 * counts as `standard` for the client's address, what fails by its scope as `standard` for the user.
 */
export function createGuards({ auth, limiter, now, tierLimit }: GuardOptions): Guards {
  async function take(rateClass: RateClass, subject: string, limit?: number): Promise<RateState> {
    const state = await limiter.take(rateClass, subject, limit)
    if (state.isAllowed) return state
    throw withState(limitReached(state, now()), state)
  }

  async function refuse(error: ApiError, subject: string): Promise<never> {
    throw withState(error, await take('standard', subject))
  }

  async function prove(context: Context<RouteEnv>): Promise<Principal> {
    try {
      return await auth.authenticate(bearerOf(context.req.header('authorization')))
    } catch (error) {
      if (error instanceof ApiError && error.status === 401)
        return await refuse(error, addressSubject(context.get('clientAddress')))
      throw error
    }
  }

  return {
    open: (rateClass) => async (context, next) => {
      const state = await take(rateClass, addressSubject(context.get('clientAddress')))
      await count(context, next, { limiter, state })
    },
    signedIn: (scope, rateClass) => async (context, next) => {
      const principal = await prove(context)
      if (!principal.scopes.includes(scope)) return await refuse(insufficientScope(scope), principal.userId)
      context.set('principal', principal)
      const state = await take(
        rateClass,
        principal.userId,
        rateClass === 'llm' ? tierLimit?.(principal.tier) : undefined,
      )
      await count(context, next, { limiter, state })
    },
  }
}

async function count(
  context: Context<RouteEnv>,
  next: () => Promise<void>,
  counted: RouteEnv['Variables']['counted'],
): Promise<void> {
  context.set('counted', counted)
  await next()
  tellState(context, counted.state)
}

/**
 * For an LLM call of a signed-in user that is refused before any work: it counts as `standard` instead, and
 * the headers tell about that. Throws ApiError 429 when those are used up too.
 */
export async function giveBack(context: Context<RouteEnv>): Promise<void> {
  const counted = context.get('counted')
  const { userId } = context.get('principal')
  await counted.limiter.giveBack('llm', userId)
  const state = await counted.limiter.take('standard', userId)
  counted.state = state
  if (!state.isAllowed) throw limitReached(state, Date.now())
}

/**
 * The token of `Authorization: Bearer <token>`; undefined without the header, and an empty one for other
 * schemes.
 */
function bearerOf(header: string | undefined): string | undefined {
  if (header === undefined) return undefined
  return header.slice(0, 7).toLowerCase() === 'bearer ' ? header.slice(7) : ''
}

function tellState(context: Context<RouteEnv>, { limit, remaining, resetAt }: RateState): void {
  setHeader(context, 'X-RateLimit-Limit', String(limit))
  setHeader(context, 'X-RateLimit-Remaining', String(remaining))
  setHeader(context, 'X-RateLimit-Reset', String(resetAt))
}

/** What a guard throws passes by its own end, so that the error brings the headers itself. */
function withState(error: ApiError, { limit, remaining, resetAt }: RateState): ApiError {
  const headers = {
    'X-RateLimit-Limit': String(limit),
    'X-RateLimit-Remaining': String(remaining),
    'X-RateLimit-Reset': String(resetAt),
    ...error.options.headers,
  }
  return new ApiError(error.status, error.type, error.code, error.message, { ...error.options, headers })
}

function limitReached({ limit, resetAt }: RateState, now: number): ApiError {
  const seconds = Math.max(1, Math.ceil((resetAt - now) / 1000))
  return new ApiError(
    429,
    'rate_limit_error',
    'rate_limit_exceeded',
    `The limit of ${limit} requests a minute is reached. Try again in ${seconds} s.`,
    { retryAfterSeconds: seconds },
  )
}

function insufficientScope(scope: Scope): ApiError {
  const headers = {
    'WWW-Authenticate': `Bearer realm="rephlo", error="insufficient_scope", scope="${scope}"`,
  }
  return new ApiError(
    403,
    'permission_error',
    'insufficient_scope',
    `This needs a token with the scope ${scope}.`,
    { headers },
  )
}
