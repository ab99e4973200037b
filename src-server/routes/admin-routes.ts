import { Hono, type Context } from 'hono'
import {
  adminUsersQuerySchema,
  changeSettingsSchema,
  changeTierSchema,
  changeUserSchema,
  createTierSchema,
  createUserSchema,
  grantCreditsSchema,
  pageQuerySchema,
} from '../../src-shared/dedicated-api/admin.ts'
import { ApiError } from '../api-error.ts'
import type { Admin } from '../admin/create-admin.ts'
import type { GatewaySettingsStore } from '../admin/create-gateway-settings.ts'
import type { Tiers } from '../admin/create-tiers.ts'
import type { UsageStore } from '../usage/usage-store.ts'
import { parseBody } from './parse-body.ts'
import { noStore, parseQuery } from './parse-query.ts'
import type { Guards, RouteEnv } from './route-env.ts'
import { daysOf, historyQuerySchema, spanQuerySchema, summaryQuerySchema, timesOf } from './usage-query.ts'

export interface AdminRoutesOptions {
  readonly guards: Guards
  readonly admin: Admin
  readonly tiers: Tiers
  readonly settings: GatewaySettingsStore
  readonly usage: UsageStore
  /** Hears of every change: who, what, whom; never a password. */
  readonly log: (message: string, details: Readonly<Record<string, unknown>>) => void
  /** Epoch milliseconds. */
  readonly now?: () => number
}

type AdminContext = Context<RouteEnv>

/** Everything below `/v1/admin/`; `src-shared/dedicated-api/admin.ts` says what each takes and answers. */
export function adminRoutes({ now = Date.now, ...options }: AdminRoutesOptions): Hono<RouteEnv> {
  const app = new Hono<RouteEnv>()
  app.use('/v1/admin/*', noStore)
  const parts: Parts = {
    ...options,
    app,
    now,
    guard: options.guards.signedIn('admin', 'standard'),
    tell: tellOf(options.log),
  }
  addUserRoutes(parts)
  addTierRoutes(parts)
  addSettingsRoutes(parts)
  addReportRoutes(parts)
  return app
}

interface Parts extends Omit<AdminRoutesOptions, 'log' | 'now'> {
  readonly app: Hono<RouteEnv>
  readonly now: () => number
  readonly guard: ReturnType<Guards['signedIn']>
  readonly tell: ReturnType<typeof tellOf>
}

function addUserRoutes({ app, guard, admin, tell }: Parts): void {
  app.get('/v1/admin/users', guard, async (context) =>
    context.json(await admin.users(parseQuery(context, adminUsersQuerySchema.strict()))),
  )
  app.post('/v1/admin/users', guard, async (context) => {
    const { value } = await parseBody(context, createUserSchema)
    const user = await admin.createUser(value, adminId(context))
    tell(context, 'user created', {
      userId: user.id,
      role: user.role,
      tier: user.tier,
      credits: value.credits,
    })
    return context.json(user, 201)
  })
  app.patch('/v1/admin/users/:id', guard, async (context) => {
    const { value: change } = await parseBody(context, changeUserSchema)
    const user = await admin.changeUser(idOf(context), change, adminId(context))
    const { password, ...told } = change
    tell(context, 'user changed', {
      userId: user.id,
      ...told,
      ...(password === undefined ? {} : { isPasswordNew: true }),
    })
    return context.json(user)
  })
  app.post('/v1/admin/users/:id/credits', guard, async (context) => {
    const { value: grant } = await parseBody(context, grantCreditsSchema)
    const granted = await admin.grant(idOf(context), grant, adminId(context))
    tell(context, granted.repeated === true ? 'grant repeated' : 'credits granted', {
      userId: idOf(context),
      delta: grant.delta,
      balance: granted.balance,
      grantId: grant.id,
    })
    return context.json(granted)
  })
  app.get('/v1/admin/users/:id/grants', guard, async (context) =>
    context.json(await admin.grants(idOf(context), parseQuery(context, pageQuerySchema.strict()))),
  )
}

function addTierRoutes({ app, guard, tiers, tell }: Parts): void {
  app.get('/v1/admin/tiers', guard, async (context) => context.json({ data: await tiers.list() }))
  app.get('/v1/admin/tiers/:id', guard, async (context) => context.json(await tiers.get(idOf(context))))
  app.post('/v1/admin/tiers', guard, async (context) => {
    const { value } = await parseBody(context, createTierSchema)
    const tier = await tiers.create(value)
    tell(context, 'tier created', { tier: tier.id, models: tier.models, llmPerMinute: tier.llmPerMinute })
    return context.json(tier, 201)
  })
  app.put('/v1/admin/tiers/:id', guard, async (context) => {
    const { value } = await parseBody(context, changeTierSchema)
    const tier = await tiers.change(idOf(context), value)
    tell(context, 'tier changed', { tier: tier.id, models: tier.models, llmPerMinute: tier.llmPerMinute })
    return context.json(tier)
  })
  app.delete('/v1/admin/tiers/:id', guard, async (context) => {
    await tiers.remove(idOf(context))
    tell(context, 'tier deleted', { tier: idOf(context) })
    return context.body(null, 204)
  })
}

function addSettingsRoutes({ app, guard, settings, tell }: Parts): void {
  app.get('/v1/admin/settings', guard, (context) => context.json(settings.current()))
  app.put('/v1/admin/settings', guard, async (context) => {
    const { value: change } = await parseBody(context, changeSettingsSchema)
    const changed = await settings.change(change)
    tell(context, 'settings changed', change)
    return context.json(changed)
  })
}

function addReportRoutes({ app, guard, guards, usage, now }: Parts): void {
  app.get('/v1/admin/usage', guard, async (context) => {
    const { from, to, user_id: userId, ...query } = parseQuery(context, historyQuerySchema)
    return context.json(await usage.page(userId, { ...query, ...timesOf({ from, to }) }))
  })
  app.get('/v1/admin/usage/summary', guard, async (context) => {
    const { user_id: userId, group_by: groupBy, ...span } = parseQuery(context, summaryQuerySchema)
    return context.json(await usage.summary(userId, { ...daysOf(span, now()), groupBy }))
  })
  app.get('/v1/admin/cache-analytics', guards.signedIn('admin', 'expensive'), async (context) =>
    context.json(await usage.cacheAnalytics(daysOf(parseQuery(context, spanQuerySchema), now()))),
  )
}

function tellOf(
  log: AdminRoutesOptions['log'],
): (context: AdminContext, event: string, details: Readonly<Record<string, unknown>>) => void {
  return (context, event, details) =>
    log(`admin: ${event}`, {
      event,
      ...details,
      adminId: adminId(context),
      requestId: context.get('requestId'),
    })
}

function adminId(context: AdminContext): string {
  return context.get('principal').userId
}

/** What cannot be an id is not found, before it reaches a database. */
function idOf(context: AdminContext): string {
  const id = context.req.param('id') ?? ''
  if (/^[\w.:-]{1,100}$/.test(id)) return id
  throw new ApiError(404, 'not_found_error', 'not_found', 'There is nothing with this id.')
}
