import { expect, test } from 'vitest'
import type { TokenPair } from '../../../src-shared/dedicated-api/account.ts'
import { ApiProblem } from './api-problem.ts'
import { createSession, type UsedToken } from './create-session.ts'

type Handler = (request: {
  path: string
  token: string | undefined
  body: unknown
}) => Response | Promise<Response>

const account = {
  id: 'u1',
  email: 'ada@example.com',
  role: 'admin',
  tier: 'standard',
  status: 'active',
  createdAt: 1,
} as const
const pairOf = (number: number): TokenPair => ({
  access_token: `access-${number}`,
  refresh_token: `refresh-${number}`,
  token_type: 'Bearer',
  expires_in: 900,
  user: account,
})
const refusal = (status: number, code: string, more: object = {}) =>
  Response.json(
    { error: { message: `Refused: ${code}.`, type: 'x', param: null, code }, ...more },
    { status },
  )

class Kept {
  readonly items = new Map<string, string>()
  getItem = (key: string) => this.items.get(key) ?? null
  setItem = (key: string, value: string) => void this.items.set(key, value)
  removeItem = (key: string) => void this.items.delete(key)
}

/** A session before a gateway that answers as the test says; paths are noted in order. */
function start(handler: Handler, kept = new Kept()) {
  const paths: string[] = []
  const told: UsedToken[] = []
  const listeners: ((message: UsedToken) => void)[] = []
  const tabs = {
    tell: (message: UsedToken) => void told.push(message),
    listen: (listener: (message: UsedToken) => void) => void listeners.push(listener),
  }
  const fetch = async (address: string | URL | Request, options?: RequestInit) => {
    const path = new Request(address).url.replace('http://gateway/v1/', '')
    paths.push(path)
    const body: unknown = typeof options?.body === 'string' ? JSON.parse(options.body) : undefined
    const token = new Headers(options?.headers).get('authorization')?.replace('Bearer ', '')
    await Promise.resolve()
    options?.signal?.throwIfAborted()
    return await handler({ path, token, body })
  }
  return {
    session: createSession({ fetch, base: () => 'http://gateway/v1/', kept, tabs }),
    paths,
    kept,
    told,
    listeners,
  }
}

test('ten calls with an expired token refresh it once, and each is sent again once', async () => {
  let refreshes = 0
  const { session, paths } = start(({ path, token }) => {
    if (path === 'auth/login') return Response.json(pairOf(0))
    if (path === 'auth/refresh') return Response.json(pairOf(++refreshes))
    return token === 'access-1' ? Response.json({ data: [] }) : refusal(401, 'token_expired')
  })
  await session.login('ada@example.com', 'correct horse')
  await Promise.all(Array.from({ length: 10 }, async () => await session.call('GET admin/tiers', {})))
  expect(refreshes).toBe(1)
  expect(paths.filter((path) => path === 'admin/tiers')).toHaveLength(20)
})

test('a call that is refused after the refresh too is not sent a third time', async () => {
  const { session, paths } = start(({ path }) =>
    path === 'auth/login' || path === 'auth/refresh'
      ? Response.json(pairOf(1))
      : refusal(401, 'token_expired'),
  )
  await session.login('ada@example.com', 'correct horse')
  await expect(session.call('GET admin/tiers', {})).rejects.toMatchObject({ status: 401 })
  expect(paths).toEqual(['auth/login', 'admin/tiers', 'auth/refresh', 'admin/tiers'])
})

test('a refused refresh ends the login and forgets its token', async () => {
  const { session, kept } = start(({ path }) =>
    path === 'auth/login' ? Response.json(pairOf(0)) : refusal(401, 'session_ended'),
  )
  let ended = 0
  session.onEnded = () => ended++
  await session.login('ada@example.com', 'correct horse')
  await expect(session.call('GET admin/tiers', {})).rejects.toBeInstanceOf(ApiProblem)
  expect(ended).toBe(1)
  expect(kept.items.size).toBe(0)
})

test('an admin who was made a user is logged out, once, and told so', async () => {
  const { session, paths, kept } = start(({ path }) =>
    path === 'auth/login' ? Response.json(pairOf(0)) : refusal(403, 'insufficient_scope'),
  )
  const reasons: string[] = []
  session.onEnded = (reason) => reasons.push(reason)
  await session.login('ada@example.com', 'correct horse')
  await Promise.allSettled([session.call('GET admin/tiers', {}), session.call('GET admin/settings', {})])
  expect(reasons).toEqual(['demoted'])
  expect(paths.filter((path) => path === 'auth/logout')).toHaveLength(1)
  expect(kept.items.size).toBe(0)
})

test('a gateway that is down for a moment does not log anybody out', async () => {
  const { session, kept } = start(({ path }) =>
    path === 'auth/login'
      ? Response.json(pairOf(0))
      : path === 'auth/refresh'
        ? refusal(503, 'unavailable')
        : refusal(401, 'token_expired'),
  )
  session.onEnded = () => expect.fail('the session was ended')
  await session.login('ada@example.com', 'correct horse')
  await expect(session.call('GET admin/tiers', {})).rejects.toMatchObject({ status: 503 })
  expect([...kept.items.values()]).toEqual(['refresh-0'])
})

test('a reload goes on with the kept login; without one it asks nothing', async () => {
  const first = start(() => Response.json(pairOf(0)))
  await first.session.login('ada@example.com', 'correct horse')
  const reloaded = start(
    ({ body }) =>
      Response.json(pairOf(1), {
        status: JSON.stringify(body) === '{"refresh_token":"refresh-0"}' ? 200 : 500,
      }),
    first.kept,
  )
  expect((await reloaded.session.resume())?.user.email).toBe('ada@example.com')
  const fresh = start(() => expect.fail('nothing to ask'))
  expect(await fresh.session.resume()).toBeUndefined()
})

test('a duplicated tab is told the next refresh token, so that neither uses one twice', async () => {
  const one = start(({ path }) => Response.json(pairOf(path === 'auth/login' ? 0 : 1)))
  await one.session.login('ada@example.com', 'correct horse')
  const duplicate = new Kept()
  for (const [key, value] of one.kept.items) duplicate.setItem(key, value)
  const other = start(() => Response.json(pairOf(2)), duplicate)
  other.session.start()
  await one.session.resume()
  for (const message of one.told) other.listeners.forEach((listener) => listener(message))
  expect([...duplicate.items.values()]).toEqual(['refresh-1'])
})

test('logging out forgets the login even when the gateway cannot be told, and gives up what is in flight', async () => {
  const { session, kept } = start(({ path }) => {
    if (path === 'auth/login') return Response.json(pairOf(0))
    throw new TypeError('Failed to fetch')
  })
  await session.login('ada@example.com', 'correct horse')
  const inFlight = session.call('GET admin/tiers', {})
  await session.logout()
  await expect(inFlight).rejects.toMatchObject({ status: 0 })
  expect(kept.items.size).toBe(0)
})

test('a refusal tells the wait, whether the gateway or a proxy before it made it', async () => {
  const own = start(() => refusal(429, 'rate_limited', { retryAfter: 12 }))
  await expect(own.session.login('a@example.com', 'x')).rejects.toMatchObject({
    message: 'Refused: rate_limited.',
    retryAfterSeconds: 12,
  })
  const proxy = start(
    () => new Response('<h1>Slow down</h1>', { status: 429, headers: { 'retry-after': '7' } }),
  )
  await expect(proxy.session.login('a@example.com', 'x')).rejects.toMatchObject({
    message: 'Too many requests were made in a short time.',
    retryAfterSeconds: 7,
  })
})

test('a page that answers in the gateway’s place is told apart from an answer', async () => {
  const { session } = start(
    () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html' } }),
  )
  await expect(session.login('a@example.com', 'x')).rejects.toThrow(/Something other than the gateway/)
})

test('ids and searches cannot leave their place in the address', async () => {
  const { session, paths } = start(({ path }) =>
    path === 'auth/login' ? Response.json(pairOf(0)) : Response.json({ data: [] }),
  )
  await session.login('ada@example.com', 'correct horse')
  await session.call('GET admin/users/:id/grants', { id: '../../x?y', query: { limit: 5 } })
  await session.call('GET admin/users', { query: { search: 'a&limit=200', cursor: undefined } })
  expect(paths.slice(1)).toEqual([
    'admin/users/..%2F..%2Fx%3Fy/grants?limit=5',
    'admin/users?search=a%26limit%3D200',
  ])
})
