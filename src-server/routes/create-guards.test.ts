import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { ApiError } from '../api-error.ts'
import { openTestAuth, type TestAuth } from '../auth/open-test-auth.ts'
import { createRateLimiter } from '../rate-limit/create-rate-limiter.ts'
import { createGuards, giveBack } from './create-guards.ts'
import type { RouteEnv } from './route-env.ts'
import { toErrorResponse, toOwnError } from './to-error-response.ts'

const limits = { llm: 3, standard: 5, expensive: 2 }

function openApp({ auth }: TestAuth): Hono<RouteEnv> {
  const limiter = createRateLimiter({ memory: undefined, limits })
  const guards = createGuards({
    auth,
    limiter,
    now: Date.now,
    tierLimit: (tier) => (tier === 'free' ? 1 : undefined),
  })
  const app = new Hono<RouteEnv>()
  app.use(async (context, next) => {
    context.set('clientAddress', context.req.header('x-test-address') ?? '203.0.113.1')
    await next()
  })
  app.get('/open', guards.open('expensive'), (context) => context.text('hello'))
  app.get('/chat', guards.signedIn('llm.inference', 'llm'), (context) =>
    context.json(context.get('principal')),
  )
  app.get('/plain', guards.signedIn('llm.inference', 'llm'), () => new Response('raw'))
  app.get('/admin', guards.signedIn('admin', 'standard'), (context) => context.text('secret'))
  app.get('/refused', guards.signedIn('llm.inference', 'llm'), async (context) => {
    await giveBack(context)
    throw new ApiError(400, 'invalid_request_error', 'invalid_value', 'model: missing')
  })
  app.onError((error) => toErrorResponse(toOwnError(error)))
  return app
}

interface Answer {
  readonly status: number
  readonly code: string | undefined
  readonly rate: readonly [limit: number, remaining: number]
  readonly headers: Headers
}

async function get(app: Hono<RouteEnv>, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  const answer = await app.request(path, { headers })
  const body = answer.status === 200 ? undefined : ((await answer.json()) as { error: { code: string } })
  return {
    status: answer.status,
    code: body?.error.code,
    rate: [
      Number(answer.headers.get('x-ratelimit-limit') ?? NaN),
      Number(answer.headers.get('x-ratelimit-remaining') ?? NaN),
    ],
    headers: answer.headers,
  }
}

async function bearer(place: TestAuth, tier = 'standard'): Promise<Record<string, string>> {
  const user = await place.addUser({ tier })
  return { authorization: `Bearer ${(await place.startSession(user)).access_token}` }
}

test('a signed-in user is limited by id, whatever the address, and told when to come back', async () => {
  await using place = await openTestAuth('embedded')
  const [app, headers] = [openApp(place), await bearer(place)]
  const answers = []
  for (let index = 0; index < 4; index++)
    answers.push(await get(app, '/chat', { ...headers, 'x-test-address': `203.0.113.${index}` }))
  expect(answers.map(({ status, rate }) => [status, ...rate])).toEqual([
    [200, 3, 2],
    [200, 3, 1],
    [200, 3, 0],
    [429, 3, 0],
  ])
  const { headers: told } = answers[3] ?? { headers: new Headers() }
  expect(Number(told.get('retry-after'))).toBeGreaterThan(0)
  expect(Number(told.get('retry-after'))).toBeLessThanOrEqual(60)
  const reset = Number(told.get('x-ratelimit-reset')) - Date.now()
  expect(reset).toBeGreaterThan(50_000)
  expect(reset).toBeLessThanOrEqual(60_000)
  const refusal = (await (await app.request('/chat', { headers })).json()) as {
    retryAfter: number
    error: { type: string }
  }
  expect(refusal).toMatchObject({
    retryAfter: expect.any(Number) as number,
    error: { type: 'rate_limit_error', code: 'rate_limit_exceeded' },
  })
})

test('a tier has its own limit', async () => {
  await using place = await openTestAuth('embedded')
  const [app, headers] = [openApp(place), await bearer(place, 'free')]
  expect([(await get(app, '/chat', headers)).rate, (await get(app, '/chat', headers)).status]).toEqual([
    [1, 0],
    429,
  ])
})

test('headers are also on a plain Response', async () => {
  await using place = await openTestAuth('embedded')
  expect((await get(openApp(place), '/plain', await bearer(place))).rate).toEqual([3, 2])
})

test('without a token an endpoint that is open is limited by address, a whole IPv6 network as one', async () => {
  await using place = await openTestAuth('embedded')
  const app = openApp(place)
  const statuses = []
  for (const address of ['2001:db8::1', '2001:db8::2', '2001:db8::3', '2001:db8:0:1::1'])
    statuses.push((await get(app, '/open', { 'x-test-address': address })).status)
  expect(statuses).toEqual([200, 200, 429, 200])
})

test('a missing scope is named, before the limit of the endpoint is touched', async () => {
  await using place = await openTestAuth('embedded')
  const [app, headers] = [openApp(place), await bearer(place)]
  const answer = await get(app, '/admin', headers)
  expect(answer).toMatchObject({ status: 403, code: 'insufficient_scope', rate: [5, 4] })
  expect(answer.headers.get('www-authenticate')).toContain('scope="admin"')
  expect((await get(app, '/chat', headers)).rate).toEqual([3, 2])
})

test('bad tokens count against the address, and after the limit there is no telling a bad one from another', async () => {
  await using place = await openTestAuth('embedded')
  const [app, headers] = [openApp(place), await bearer(place)]
  const answers = []
  for (let index = 0; index < 6; index++)
    answers.push(await get(app, '/chat', { authorization: `Bearer guess${index}` }))
  expect(answers.map(({ status, rate }) => [status, ...rate])).toEqual([
    [401, 5, 4],
    [401, 5, 3],
    [401, 5, 2],
    [401, 5, 1],
    [401, 5, 0],
    [429, 5, 0],
  ])
  expect(answers[0]?.headers.get('www-authenticate')).toContain('error="invalid_token"')
  // Somebody else behind the same address is not locked out.
  expect((await get(app, '/chat', headers)).status).toBe(200)
})

test.each([
  [undefined, 'missing_token'],
  ['', 'invalid_token'],
  ['Basic YW5uOnNlY3JldA==', 'invalid_token'],
  ['Bearer', 'invalid_token'],
  ['Bearer ', 'invalid_token'],
  ['Bearer a b', 'invalid_token'],
  ['Bearer a, Bearer b', 'invalid_token'],
  [`Bearer ${'x'.repeat(10_000)}`, 'invalid_token'],
  ['Bearer null', 'invalid_token'],
  ['Bearer \u00ff\u00fe', 'invalid_token'],
])('Authorization %j is 401 %s', async (authorization, code) => {
  await using place = await openTestAuth('embedded')
  const answer = await get(openApp(place), '/chat', authorization === undefined ? {} : { authorization })
  expect(answer).toMatchObject({ status: 401, code })
  expect(answer.headers.get('www-authenticate')).toMatch(/^Bearer realm="rephlo"/)
})

test('the scheme may be in any case', async () => {
  await using place = await openTestAuth('embedded')
  const { authorization = '' } = await bearer(place)
  expect(
    (await get(openApp(place), '/chat', { authorization: authorization.replace('Bearer', 'bEARER') })).status,
  ).toBe(200)
})

test('what is refused before any work costs no LLM call and counts as an ordinary request, until those are used up', async () => {
  await using place = await openTestAuth('embedded')
  const [app, headers] = [openApp(place), await bearer(place)]
  const answers = []
  for (let index = 0; index < 6; index++) answers.push(await get(app, '/refused', headers))
  expect(answers.map(({ status, rate }) => [status, ...rate])).toEqual([
    [400, 5, 4],
    [400, 5, 3],
    [400, 5, 2],
    [400, 5, 1],
    [400, 5, 0],
    [429, 5, 0],
  ])
  expect((await get(app, '/chat', headers)).rate).toEqual([3, 2])
})
