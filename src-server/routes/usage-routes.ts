import { Hono } from 'hono'
import type { Credits } from '../../src-shared/dedicated-api/account.ts'
import { creditsPerDollar } from '../../src-shared/dedicated-api/usage-summary.ts'
import { ApiError } from '../api-error.ts'
import type { Principal } from '../auth/principal.ts'
import type { CreditStore } from '../credits/credit-store.ts'
import type { UsageStore } from '../usage/usage-store.ts'
import { noStore, parseQuery } from './parse-query.ts'
import type { Guards, RouteEnv } from './route-env.ts'
import {
  cacheStatsQuerySchema,
  daysOf,
  historyQuerySchema,
  summaryQuerySchema,
  timesOf,
} from './usage-query.ts'

export interface UsageRoutesOptions {
  readonly guards: Guards
  readonly usage: UsageStore
  readonly credits: Pick<CreditStore, 'balanceOf'>
  /** Epoch milliseconds. */
  readonly now?: () => number
}

/** What users ask about themselves: balance, history, sums, and what the answer cache served them. */
export function usageRoutes({ guards, usage, credits, now = Date.now }: UsageRoutesOptions): Hono<RouteEnv> {
  const app = new Hono<RouteEnv>()
  for (const path of ['/v1/credits', '/v1/usage/*', '/v1/cache/*']) app.use(path, noStore)
  const own = guards.signedIn('usage.read', 'standard')
  app.get('/v1/credits', own, async (context) => {
    const { balance, held } = await credits.balanceOf(context.get('principal').userId)
    return context.json({ balance, held, creditsPerDollar } satisfies Credits)
  })
  app.get('/v1/usage', own, async (context) => {
    const { from, to, user_id: asked, ...query } = parseQuery(context, historyQuerySchema)
    return context.json(
      await usage.page(readableUser(context.get('principal'), asked), { ...query, ...timesOf({ from, to }) }),
    )
  })
  app.get('/v1/usage/summary', own, async (context) => {
    const { user_id: asked, group_by: groupBy, ...span } = parseQuery(context, summaryQuerySchema)
    return context.json(
      await usage.summary(readableUser(context.get('principal'), asked), { ...daysOf(span, now()), groupBy }),
    )
  })
  app.get('/v1/cache/stats', own, async (context) => {
    const principal = context.get('principal')
    const isAll = parseQuery(context, cacheStatsQuerySchema).scope === 'all'
    if (isAll && !isAdmin(principal)) throw notYours('scope')
    return context.json(await usage.answerCacheStats(isAll ? undefined : principal.userId))
  })
  return app
}

/** Whose data are given: one's own, or for admins those of whom they name. */
function readableUser(principal: Principal, asked: string | undefined): string {
  if (asked === undefined || asked === principal.userId) return principal.userId
  if (!isAdmin(principal)) throw notYours('user_id')
  return asked
}

function isAdmin({ scopes }: Principal): boolean {
  return scopes.includes('admin')
}

function notYours(param: string): ApiError {
  return new ApiError(
    403,
    'permission_error',
    'not_yours',
    'You can read your own usage only; that of others needs a token with the scope admin.',
    { param },
  )
}
