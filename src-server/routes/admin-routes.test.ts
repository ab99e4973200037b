import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  adminUserPageSchema,
  adminUserSchema,
  cacheAnalyticsSchema,
  grantedSchema,
  grantPageSchema,
  type AdminUser,
  type GrantPage,
} from '../../src-shared/dedicated-api/admin.ts'
import { usagePageSchema, usageSummarySchema } from '../../src-shared/dedicated-api/usage-summary.ts'
import { testModes } from '../storage/open-test-storage.ts'
import { toUsageRecord } from '../usage/to-usage-record.ts'
import { openAdminApp, type TestAdminApp } from './__fixtures__/open-admin-app.ts'

const noon = Date.parse('2026-11-21T12:00:00Z')
const password = 'a long enough password'

const endpoints = [
  ['GET', 'users'],
  ['POST', 'users'],
  ['PATCH', 'users/x'],
  ['POST', 'users/x/credits'],
  ['GET', 'users/x/grants'],
  ['GET', 'tiers'],
  ['POST', 'tiers'],
  ['GET', 'tiers/free'],
  ['PUT', 'tiers/free'],
  ['DELETE', 'tiers/free'],
  ['GET', 'settings'],
  ['PUT', 'settings'],
  ['GET', 'usage'],
  ['GET', 'usage/summary'],
  ['GET', 'cache-analytics'],
] as const

describe.each(testModes)('admin routes, %s', (mode) => {
  let app: TestAdminApp
  let admin: { readonly id: string; readonly email: string; readonly token: string }
  beforeAll(async () => {
    app = await openAdminApp(mode)
    app.place.clock.now = noon
    admin = await app.signIn({ role: 'admin', email: 'admin@example.com' })
  })
  afterAll(async () => await app[Symbol.asyncDispose]())
  const call = async (method: string, path: string, body?: unknown) =>
    await app.call(method, `/v1/admin/${path}`, { token: admin.token, body })

  test('no endpoint is open to users, nor without a token', async () => {
    const user = await app.signIn()
    for (const [method, path] of endpoints) {
      expect([
        path,
        (
          await app.call(method, `/v1/admin/${path}`, {
            token: user.token,
            body: method === 'GET' ? undefined : {},
          })
        ).status,
      ]).toEqual([path, 403])
      expect((await app.call(method, `/v1/admin/${path}`)).status).toBe(401)
    }
  })

  test('a user is made with credits, found, moved, given more, and at once refused when disabled', async () => {
    const loggedBefore = app.logged.length
    const made = await call('POST', 'users', {
      email: ' Ann@Example.com ',
      password,
      tier: 'free',
      credits: 30,
    })
    const ann = adminUserSchema.parse(made.body)
    expect([made.status, ann]).toEqual([
      201,
      {
        id: ann.id,
        email: 'ann@example.com',
        role: 'user',
        tier: 'free',
        status: 'active',
        createdAt: noon,
        balance: 30,
        held: 0,
        creditsUsed30Days: 0,
      },
    ])
    expect(await call('POST', 'users', { email: 'ann@example.com', password })).toMatchObject({
      status: 409,
      body: { error: { code: 'email_taken' } },
    })

    expect((await call('PATCH', `users/${ann.id}`, { tier: 'standard' })).body).toMatchObject({
      tier: 'standard',
      status: 'active',
    })
    expect(await call('PATCH', `users/${ann.id}`, { tier: 'gold' })).toMatchObject({
      status: 400,
      body: { error: { param: 'tier', code: 'unknown_tier' } },
    })

    expect(
      grantedSchema.parse(
        (await call('POST', `users/${ann.id}/credits`, { delta: 12, note: 'top-up' })).body,
      ),
    ).toEqual({ balance: 42, held: 0 })
    expect((await call('POST', `users/${ann.id}/credits`, { delta: -43 })).status).toBe(409)
    const grants = grantPageSchema.parse((await call('GET', `users/${ann.id}/grants`)).body).data
    expect(grants.map(({ delta }) => delta).sort()).toEqual([12, 30])
    expect(grants.every(({ grantedBy }) => grantedBy === admin.id)).toBe(true)

    const { access_token: token } = await app.place.auth.login({ email: 'ann@example.com', password }, 'test')
    expect((await app.call('GET', '/v1/credits', { token })).status).toBe(200)
    expect((await call('PATCH', `users/${ann.id}`, { status: 'disabled' })).status).toBe(200)
    expect((await app.call('GET', '/v1/credits', { token })).status).toBe(401)

    expect(JSON.stringify(app.logged)).not.toContain(password)
    expect(app.logged.slice(loggedBefore).map(([message]) => message)).toEqual([
      'admin: user created',
      'admin: user changed',
      'admin: credits granted',
      'admin: user changed',
    ])
    expect(app.logged.at(-1)?.[1]).toEqual({
      event: 'user changed',
      userId: ann.id,
      status: 'disabled',
      adminId: admin.id,
      requestId: 'req_test',
    })
  })

  test('users are listed in pages with their figures, and a search takes % and _ for themselves', async () => {
    const tag = 'list_er'
    for (const letter of ['c', 'a', 'b'])
      await app.place.addUser({ id: `lister-${letter}`, email: `${letter}.${tag}@example.com` })
    await app.place.addUser({ id: 'no-lister', email: 'z.listXer@example.com' })
    await app.credits.grant({ userId: 'lister-b', delta: 9, note: '' })
    const record = (at: number) =>
      toUsageRecord({
        requestId: `r${at}`,
        userId: 'lister-b',
        at,
        provider: 'p',
        model: 'm',
        status: 'finished',
        streamed: false,
        usage: undefined,
        charge: { credits: 2, isEstimated: false },
        breakpoints: 0,
        latencyMs: 1,
      })
    for (const days of [0, 29, 31]) await app.credits.settle({ record: record(noon - days * 86_400_000) })
    await app.credits.hold({
      requestId: 'held',
      userId: 'lister-b',
      amount: 1,
      provider: 'p',
      model: 'm',
      streamed: false,
    })

    const first = adminUserPageSchema.parse((await call('GET', 'users?search=LIST_ER&limit=2')).body)
    expect(first.data.map(({ id }) => id)).toEqual(['lister-a', 'lister-b'])
    expect(first.data[1]).toMatchObject({ balance: 2, held: 1, creditsUsed30Days: 4, lastCallAt: noon })
    const second = adminUserPageSchema.parse(
      (await call('GET', `users?search=list_er&limit=2&cursor=${first.nextCursor ?? ''}`)).body,
    )
    expect([second.data.map(({ id }) => id), second.nextCursor]).toEqual([['lister-c'], undefined])
    for (const search of ['%25', "' OR 1=1 --", '!', '\\'])
      expect(((await call('GET', `users?search=${search}`)).body as { data: unknown[] }).data).toEqual([])
    expect(((await call('GET', 'users?search=')).body as { data: unknown[] }).data.length).toBeGreaterThan(3)
    expect(await call('GET', 'users?cursor=e30')).toMatchObject({
      status: 400,
      body: { error: { param: 'cursor' } },
    })
    expect(JSON.stringify(first)).not.toContain('scrypt')
  })

  test('grants are paged without gaps, though many have the same time', async () => {
    const user = await app.signIn()
    for (const delta of [1, 2, 3, 4, 5]) await app.credits.grant({ userId: user.id, delta, note: '' })
    const seen: number[] = []
    let cursor = ''
    do {
      const page = (await call('GET', `users/${user.id}/grants?limit=2${cursor}`)).body as GrantPage
      seen.push(...page.data.map(({ delta }) => delta))
      cursor = page.nextCursor === undefined ? '' : `&cursor=${page.nextCursor}`
    } while (cursor !== '')
    expect(seen.toSorted()).toEqual([1, 2, 3, 4, 5])
  })

  test('nobody disables or demotes themselves, and of two admins who demote each other one stays', async () => {
    for (const change of [{ role: 'user' }, { status: 'disabled' }])
      expect(await call('PATCH', `users/${admin.id}`, change)).toMatchObject({
        status: 409,
        body: { error: { code: 'own_account' } },
      })
    expect((await call('PATCH', `users/${admin.id}`, { role: 'admin', tier: 'standard' })).status).toBe(200)

    await using other = await openAdminApp(mode)
    for (let round = 0; round < 8; round += 1) {
      await other.place.opened.storage.database.updateTable('users').set({ role: 'user' }).execute()
      const [one, two] = [await other.signIn({ role: 'admin' }), await other.signIn({ role: 'admin' })]
      const change = round % 2 === 0 ? { role: 'user' } : { status: 'disabled' }
      const answers = await Promise.all([
        other.call('PATCH', `/v1/admin/users/${two.id}`, { token: one.token, body: change }),
        other.call('PATCH', `/v1/admin/users/${one.id}`, { token: two.token, body: change }),
      ])
      expect(answers.map(({ status }) => status).filter((status) => status === 200)).toHaveLength(1)
      const left = await other.place.opened.storage.database
        .selectFrom('users')
        .select('id')
        .where('role', '=', 'admin')
        .where('status', '=', 'active')
        .execute()
      expect(left).toHaveLength(1)
    }
  })

  test.each([
    ['POST', 'users', { email: 'x', password }, 'email'],
    ['POST', 'users', { email: 'b@example.com', password: 'short' }, 'password'],
    ['POST', 'users', { email: 'b@example.com', password, credits: -1 }, 'credits'],
    ['POST', 'users', { email: 'b@example.com', password, role: 'root' }, 'role'],
    ['POST', 'users/u/credits', { delta: 0.5 }, 'delta'],
    ['POST', 'users/u/credits', { delta: 0 }, 'delta'],
    ['POST', 'users/u/credits', { delta: 1, note: 'a\u0000b' }, 'note'],
    ['POST', 'tiers', { id: 'Bad Id', name: 'n', models: [] }, 'id'],
    ['PUT', 'tiers/free', { name: 'n', models: ['a\u0000'], llmPerMinute: null }, 'models[0]'],
    ['PUT', 'tiers/free', { name: 'n', models: [], llmPerMinute: 0 }, 'llmPerMinute'],
    ['PUT', 'settings', { answerCacheEnabled: 'yes' }, 'answerCacheEnabled'],
  ])('%s %s refuses a malformed field: %j', async (method, path, body, param) => {
    expect(await call(method, path, body)).toMatchObject({
      status: 400,
      body: { error: { type: 'invalid_request_error', param } },
    })
  })

  test('fields and ids that do not exist change nothing', async () => {
    const user = await app.signIn()
    for (const change of [{}, { balance: 1_000_000 }, { role: 'admin', password_hash: 'x' }, { id: 'other' }])
      expect((await call('PATCH', `users/${user.id}`, change)).status).toBe(400)
    expect((await call('PUT', 'settings', { signingKey: 'x' })).status).toBe(400)
    const row = await app.place.opened.storage.database
      .selectFrom('users')
      .selectAll()
      .where('id', '=', user.id)
      .executeTakeFirstOrThrow()
    expect([row.role, row.balance]).toEqual(['user', 0])
    for (const id of ['nobody', '%00', "'%20OR%201=1", 'x'.repeat(200), '..%2fadmin']) {
      expect((await call('PATCH', `users/${id}`, { tier: 'free' })).status).toBe(404)
      expect((await call('POST', `users/${id}/credits`, { delta: 5 })).status).toBe(404)
      expect((await call('GET', `users/${id}/grants`)).status).toBe(404)
      expect((await call('GET', `tiers/${id}`)).status).toBe(404)
    }
  })

  test('reports are about all users, or one that is named, and analytics count as expensive', async () => {
    const settle = async (requestId: string, userId: string) =>
      await app.credits.settle({
        record: toUsageRecord({
          requestId,
          userId,
          at: noon,
          provider: 'anthropic',
          model: 'claude-haiku-5-5',
          status: 'finished',
          streamed: true,
          usage: { uncachedInputTokens: 5, cacheReadTokens: 15, outputTokens: 1 },
          charge: { credits: 0, isEstimated: false },
          breakpoints: 1,
          latencyMs: 1,
        }),
      })
    const user = await app.signIn()
    await settle('report', user.id)
    await settle('report of another', (await app.signIn()).id)
    const everybody = usagePageSchema.parse((await call('GET', 'usage')).body).data
    expect(new Set(everybody.map(({ userId }) => userId)).size).toBeGreaterThan(1)
    expect(usagePageSchema.parse((await call('GET', `usage?user_id=${user.id}`)).body).data).toMatchObject([
      { requestId: 'report', cacheHitRate: 0.75 },
    ])
    expect(
      usageSummarySchema.parse((await call('GET', `usage/summary?user_id=${user.id}&group_by=provider`)).body)
        .groups,
    ).toMatchObject([{ key: 'anthropic', requests: 1, tokenReuse: 0.75 }])
    const analytics = await call('GET', 'cache-analytics?from=2026-11-01')
    expect(
      cacheAnalyticsSchema.parse(analytics.body).byModel.some(({ model }) => model === 'claude-haiku-5-5'),
    ).toBe(true)
    expect(analytics.headers.get('x-ratelimit-limit')).toBe('10')
    expect(await call('GET', 'cache-analytics?from=x')).toMatchObject({
      status: 400,
      body: { error: { param: 'from' } },
    })
    const users = (await call('GET', `users?search=${user.email}`)).body as { data: AdminUser[] }
    expect(users.data[0]?.lastCallAt).toBe(noon)
  })
})
