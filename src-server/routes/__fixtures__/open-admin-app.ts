import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import shipped from '../../../resources/models.json' with { type: 'json' }
import { modelTableSchema } from '../../../src-shared/pricing/price-table.ts'
import { createAdmin } from '../../admin/create-admin.ts'
import { createGatewaySettings, type GatewaySettingsStore } from '../../admin/create-gateway-settings.ts'
import { createTiers, type Tiers } from '../../admin/create-tiers.ts'
import { openTestAuth, type TestAuth } from '../../auth/open-test-auth.ts'
import type { User } from '../../auth/user-store.ts'
import { createCreditStore } from '../../credits/create-credit-store.ts'
import type { CreditStore } from '../../credits/credit-store.ts'
import { createRateLimiter } from '../../rate-limit/create-rate-limiter.ts'
import type { TestMode } from '../../storage/open-test-storage.ts'
import { createUsageStore } from '../../usage/create-usage-store.ts'
import { adminRoutes } from '../admin-routes.ts'
import { createGuards } from '../create-guards.ts'
import type { RouteEnv } from '../route-env.ts'
import { toErrorResponse, toOwnError } from '../to-error-response.ts'
import { usageRoutes } from '../usage-routes.ts'

export interface Answer {
  readonly status: number
  // What an answer holds is what the tests look at.
  readonly body: unknown
  readonly headers: Headers
}

export interface TestAdminApp extends AsyncDisposable {
  readonly place: TestAuth
  readonly credits: CreditStore
  readonly tiers: Tiers
  readonly settings: GatewaySettingsStore
  /** What was logged of admins' changes. */
  readonly logged: (readonly [string, Readonly<Record<string, unknown>>])[]
  /** A user with a token. */
  signIn(
    user?: Partial<User>,
  ): Promise<{ readonly id: string; readonly email: string; readonly token: string }>
  call(
    method: string,
    path: string,
    options?: { readonly token?: string; readonly body?: unknown },
  ): Promise<Answer>
}

/** The routes of usage and admin over the real rooms. */
export async function openAdminApp(mode: TestMode): Promise<TestAdminApp> {
  const place = await openTestAuth(mode)
  const { storage, memory } = place.opened
  const now = (): number => place.clock.now
  const credits = createCreditStore({
    storage,
    instance: { id: randomUUID(), host: 'test', pid: process.pid },
    now,
  })
  const [tiers, settings] = [await createTiers({ storage }), await createGatewaySettings({ storage })]
  const guards = createGuards({
    auth: place.auth,
    limiter: createRateLimiter({ memory, limits: { llm: 20, standard: 10_000, expensive: 10 } }),
    now,
  })
  const usage = createUsageStore({ storage, now, models: modelTableSchema.parse(shipped) })
  const logged: (readonly [string, Readonly<Record<string, unknown>>])[] = []
  const app = new Hono<RouteEnv>()
  app.use(async (context, next) => {
    context.set('clientAddress', '203.0.113.1')
    context.set('requestId', 'req_test')
    await next()
  })
  app.route('/', usageRoutes({ guards, usage, credits, now }))
  app.route(
    '/',
    adminRoutes({
      guards,
      admin: createAdmin({ storage, auth: place.auth, credits, now }),
      tiers,
      settings,
      usage,
      now,
      log: (message, details) => logged.push([message, details]),
    }),
  )
  app.onError((error) => toErrorResponse(toOwnError(error)))
  return {
    place,
    credits,
    tiers,
    settings,
    logged,
    async signIn(user = {}) {
      const added = await place.addUser({ email: `${randomUUID()}@example.com`, ...user })
      return { id: added.id, email: added.email, token: (await place.startSession(added)).access_token }
    },
    async call(method, path, { token, body } = {}) {
      const headers = token === undefined ? {} : { authorization: `Bearer ${token}` }
      const answer = await app.request(path, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      const text = await answer.text()
      return {
        status: answer.status,
        body: text === '' ? undefined : JSON.parse(text),
        headers: answer.headers,
      }
    },
    async [Symbol.asyncDispose]() {
      tiers[Symbol.dispose]()
      settings[Symbol.dispose]()
      await credits.close()
      await place[Symbol.asyncDispose]()
    },
  }
}
