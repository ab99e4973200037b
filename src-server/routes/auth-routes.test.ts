import { serve, type ServerType } from '@hono/node-server'
import { Hono } from 'hono'
import { connect } from 'node:net'
import { once } from 'node:events'
import { describe, expect, test } from 'vitest'
import type { TokenPair } from '../../src-shared/dedicated-api/account.ts'
import { openTestAuth, testPassword, type TestAuth } from '../auth/open-test-auth.ts'
import { refuseCredentials } from '../auth/refusals.ts'
import { createLoginTries } from '../rate-limit/create-login-tries.ts'
import { createRateLimiter } from '../rate-limit/create-rate-limiter.ts'
import { testModes } from '../storage/open-test-storage.ts'
import { authRoutes } from './auth-routes.ts'
import { createGuards } from './create-guards.ts'
import type { RouteEnv } from './route-env.ts'
import { toErrorResponse, toOwnError } from './to-error-response.ts'

const limits = { llm: 20, standard: 1_000, expensive: 1_000 }

function openApp(
  { auth, opened: { memory } }: TestAuth,
  { loginTries = createLoginTries({ memory }), clientAddress = '203.0.113.1' } = {},
): Hono<RouteEnv> {
  const guards = createGuards({ auth, limiter: createRateLimiter({ memory, limits }), now: Date.now })
  const app = new Hono<RouteEnv>()
  app.use(async (context, next) => {
    context.set('clientAddress', clientAddress)
    await next()
  })
  app.route('/', authRoutes({ guards, auth, loginTries }))
  app.onError((error) => toErrorResponse(toOwnError(error)))
  return app
}

interface Answer {
  readonly status: number
  readonly body: unknown
  readonly headers: Headers
}

async function call(
  app: Hono<RouteEnv>,
  method: string,
  path: string,
  body?: unknown,
  token?: string,
): Promise<Answer> {
  const headers = {
    'content-type': 'application/json',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  }
  const answer = await app.request(`/v1/auth/${path}`, {
    method,
    headers,
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await answer.text()
  return {
    status: answer.status,
    body: text === '' ? undefined : (JSON.parse(text) as unknown),
    headers: answer.headers,
  }
}

describe.each(testModes)('%s', (mode) => {
  test('a life with sessions: log in, look, refresh, make and revoke a token, log out', async () => {
    await using place = await openTestAuth(mode)
    const app = openApp(place)
    const user = await place.addUser()
    const login = await call(app, 'POST', 'login', { email: 'ANN@example.com', password: testPassword })
    expect(login.status).toBe(200)
    expect(login.headers.get('cache-control')).toBe('no-store')
    const pair = (
      await call(app, 'POST', 'refresh', { refresh_token: (login.body as TokenPair).refresh_token })
    ).body as TokenPair
    const me = await call(app, 'GET', 'me', undefined, pair.access_token)
    expect(me).toMatchObject({ status: 200, body: { id: user.id, email: 'ann@example.com', role: 'user' } })
    expect(JSON.stringify(me.body)).not.toContain('scrypt')

    const made = await call(
      app,
      'POST',
      'tokens',
      { name: 'ci', scopes: ['account'], expiresInDays: 30 },
      pair.access_token,
    )
    expect(made).toMatchObject({
      status: 201,
      body: { name: 'ci', scopes: ['account'], token: expect.stringMatching(/^rephlo_/) as string },
    })
    const { id, token } = made.body as { id: string; token: string }
    const list = await call(app, 'GET', 'tokens', undefined, token)
    expect(list.body).toMatchObject({ data: [{ id, name: 'ci' }] })
    expect(JSON.stringify(list.body)).not.toContain(token)
    expect((await call(app, 'DELETE', `tokens/${id}`, undefined, pair.access_token)).status).toBe(204)
    expect((await call(app, 'GET', 'tokens', undefined, token)).status).toBe(401)

    expect((await call(app, 'POST', 'logout', undefined, pair.access_token)).status).toBe(204)
    expect(await call(app, 'GET', 'me', undefined, pair.access_token)).toMatchObject({
      status: 401,
      body: { error: { code: 'session_ended' } },
    })
  })

  test('a password is changed with the current one only', async () => {
    await using place = await openTestAuth(mode)
    const app = openApp(place)
    const { access_token } = await place.startSession(await place.addUser())
    expect(
      await call(app, 'POST', 'password', { current: 'not the one', next: 'a new password' }, access_token),
    ).toMatchObject({ status: 403, body: { error: { code: 'wrong_password', param: 'current' } } })
    expect(
      await call(app, 'POST', 'password', { current: testPassword, next: 'short' }, access_token),
    ).toMatchObject({ status: 400, body: { error: { param: 'next' } } })
    expect(
      (await call(app, 'POST', 'password', { current: testPassword, next: 'a new password' }, access_token))
        .status,
    ).toBe(204)
    expect(
      (await call(app, 'POST', 'login', { email: 'ann@example.com', password: 'a new password' })).status,
    ).toBe(200)
  })

  test('after 10 wrong passwords from one client address, or 100 from all, an e-mail address is refused, whether or not it has an account', async () => {
    await using place = await openTestAuth(mode)
    const loginTries = createLoginTries({ memory: place.opened.memory })
    const [app, elsewhere] = [
      openApp(place, { loginTries }),
      openApp(place, { loginTries, clientAddress: '203.0.113.2' }),
    ]
    await place.addUser()
    const guess = async (account: string, clientAddress: string): Promise<void> =>
      await expect(
        loginTries.attempt({ account, clientAddress }, () => Promise.reject(refuseCredentials())),
      ).rejects.toThrow()
    const refusal = async (by: typeof app, email: string): Promise<unknown> => {
      const { status, body, headers } = await call(by, 'POST', 'login', {
        email: email.toUpperCase(),
        password: testPassword,
      })
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(800)
      return { status, error: (body as { error: unknown }).error }
    }
    const triedFor = async (email: string): Promise<unknown> => {
      for (let index = 0; index < 9; index++) await guess(email, '203.0.113.1')
      expect((await call(app, 'POST', 'login', { email, password: 'wrong password' })).status).toBe(401)
      const fromOne = await refusal(app, email)
      expect((await call(elsewhere, 'POST', 'login', { email, password: testPassword })).status).toBe(
        email.startsWith('ann') ? 200 : 401,
      )
      for (let index = 0; index < 90; index++) await guess(email, `198.51.100.${index}`)
      expect(await refusal(elsewhere, email)).toEqual(fromOne)
      return fromOne
    }
    const [known, unknown] = [await triedFor('ann@example.com'), await triedFor('nobody@example.com')]
    expect(known).toMatchObject({ status: 429, error: { code: 'too_many_wrong_passwords' } })
    expect(unknown).toEqual(known)
  })

  test('nobody reads or revokes another user’s tokens, nor asks the database by an id', async () => {
    await using place = await openTestAuth(mode)
    const app = openApp(place)
    const ann = (await place.startSession(await place.addUser())).access_token
    const bob = (await place.startSession(await place.addUser({ email: 'bob@example.com' }))).access_token
    const { id } = (await call(app, 'POST', 'tokens', { name: 'ci', scopes: ['account'] }, ann)).body as {
      id: string
    }
    expect((await call(app, 'GET', 'tokens', undefined, bob)).body).toEqual({ data: [] })
    for (const other of [id, '%00', "' OR 1=1 --", '%', 'x'.repeat(5_000)])
      expect(
        await call(
          app,
          'DELETE',
          `tokens/${encodeURIComponent(other).replaceAll('%2500', '%00')}`,
          undefined,
          bob,
        ),
      ).toMatchObject({ status: 404, body: { error: { code: 'token_not_found' } } })
    expect((await call(app, 'GET', 'tokens', undefined, ann)).body).toMatchObject({ data: [{ id }] })
  })

  test('no address, however it looks, is more than an address', async () => {
    await using place = await openTestAuth(mode)
    const app = openApp(place)
    const malformed = [
      "ann@example.com' OR '1'='1",
      'ann@example.com"; DROP TABLE users; --',
      'ann@example.com\r\nX-Admin: 1',
      'ann@example.com\0',
      'änn@example.com',
      'ann@exämple.com',
      'a\u0430nn@example.com',
      `${'a'.repeat(300)}@example.com`,
    ]
    for (const [emails, status, param] of [
      [malformed, 400, 'email'],
      [["o'brien@example.com"], 401, null],
    ] as const) {
      for (const email of emails) {
        const answer = await call(app, 'POST', 'login', { email, password: 'wrong password' })
        expect(answer, email).toMatchObject({ status, body: { error: { param } } })
        expect(JSON.stringify(answer.body)).not.toMatch(/sql|select|wrong password"/i)
        expect([...answer.headers.keys()]).not.toContain('x-admin')
      }
    }
  })
})

test.each([
  ['login', '{"email":"ann@example.com"}', 'password', 'invalid_value'],
  ['login', '{"email":["ann@example.com"],"password":"x"}', 'email', 'invalid_value'],
  ['login', '{"email":"ann@example.com","password":{"$ne":null}}', 'password', 'invalid_value'],
  ['login', '{"email":"ann@example.com","password":"hunter2', null, 'invalid_json'],
  ['refresh', '{}', 'refresh_token', 'invalid_value'],
  ['refresh', '{"refresh_token":7}', 'refresh_token', 'invalid_value'],
])('a malformed %s %s is refused for %s', async (path, body, param, code) => {
  await using place = await openTestAuth('embedded')
  const answer = await call(openApp(place), 'POST', path, body)
  expect(answer).toMatchObject({ status: 400, body: { error: { param, code } } })
  expect(JSON.stringify(answer.body)).not.toContain('hunter2')
})

test('a malformed token request names its field', async () => {
  await using place = await openTestAuth('embedded')
  const app = openApp(place)
  const { access_token } = await place.startSession(await place.addUser())
  const wrong = [
    [{ name: '', scopes: ['account'] }, 'name'],
    [{ name: 'a\u0000b', scopes: ['account'] }, 'name'],
    [{ name: 'x', scopes: [] }, 'scopes'],
    [{ name: 'x', scopes: ['account', 'root'] }, 'scopes[1]'],
    [{ name: 'x', scopes: ['account'], expiresInDays: 0.5 }, 'expiresInDays'],
  ] as const
  for (const [body, param] of wrong)
    expect(await call(app, 'POST', 'tokens', body, access_token), param).toMatchObject({
      status: 400,
      body: { error: { param } },
    })
  expect(await call(app, 'POST', 'tokens', { name: 'x', scopes: ['admin'] }, access_token)).toMatchObject({
    status: 403,
    body: { error: { code: 'insufficient_scope' } },
  })
})

test('a body above 64 KB is refused', async () => {
  await using place = await openTestAuth('embedded')
  expect(
    await call(openApp(place), 'POST', 'login', { email: 'ann@example.com', password: 'x'.repeat(70_000) }),
  ).toMatchObject({ status: 413, body: { error: { code: 'body_too_large' } } })
})

test('on the wire: several Authorization headers, a long one and a split one prove nothing and break nothing', async () => {
  await using place = await openTestAuth('embedded')
  const { access_token } = await place.startSession(await place.addUser())
  const server: ServerType = serve({ fetch: openApp(place).fetch, port: 0, hostname: '127.0.0.1' })
  await once(server, 'listening')
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const statusOf = async (...headers: string[]): Promise<string> => {
    const socket = connect(port, '127.0.0.1')
    socket.write(
      [`GET /v1/auth/me HTTP/1.1`, 'Host: x', 'Connection: close', ...headers, '', ''].join('\r\n'),
    )
    const chunks: Buffer[] = []
    for await (const chunk of socket) chunks.push(chunk as Buffer)
    return Buffer.concat(chunks).toString().slice(9, 12)
  }
  try {
    expect(await statusOf(`Authorization: Bearer ${access_token}`)).toBe('200')
    expect(await statusOf('Authorization: Bearer guess', `Authorization: Bearer ${access_token}`)).toBe('401')
    expect(await statusOf(`Authorization: Bearer ${'x'.repeat(10_000)}`)).toBe('401')
    expect(await statusOf('Authorization:')).toBe('401')
    expect(await statusOf(`Authorization: Bearer\r\n ${access_token}`)).toMatch(/^40[01]$/)
    expect(await statusOf(`Authorization: Bearer ${'x'.repeat(20_000)}`)).toBe('431')
  } finally {
    server.close()
  }
})
