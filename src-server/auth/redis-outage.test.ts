import { expect, test } from 'vitest'
import { openTestStorage } from '../storage/open-test-storage.ts'
import { createAuth } from './create-auth.ts'
import { startTestRedis } from './start-test-redis.ts'

const unavailable = { status: 503, code: 'sessions_unavailable', options: { retryAfterSeconds: 5 } }

test('while Redis is gone tokens keep working and sessions are refused with 503; afterwards all works again', async () => {
  await using server = await startTestRedis()
  await using opened = await openTestStorage('embedded')
  const clock = { now: Date.now() }
  const memory = await server.connect()
  const auth = createAuth({
    storage: opened.storage,
    memory,
    signingKey: new Uint8Array(32).fill(3),
    now: () => clock.now,
  })
  const credentials = { email: 'ann@example.com', password: 'long enough password' }
  const user = await auth.createUser({ ...credentials, role: 'user', tier: 'standard' })
  const pair = await auth.login(credentials, '')
  const principal = await auth.authenticate(pair.access_token)
  const { token } = await auth.createApiToken(principal, { name: 'ci', scopes: ['account'] })

  await server.kill()
  clock.now += 61_000
  expect(await auth.authenticate(pair.access_token)).toMatchObject({ userId: user.id })
  expect(await auth.authenticate(token)).toMatchObject({ userId: user.id })
  await expect(auth.refresh(pair.refresh_token)).rejects.toMatchObject(unavailable)
  await expect(auth.login(credentials, '')).rejects.toMatchObject(unavailable)
  // A wrong password must not be told from a right one by its status.
  await expect(auth.login({ ...credentials, password: 'a wrong password' }, '')).rejects.toMatchObject(
    unavailable,
  )
  await expect(auth.logout(principal)).rejects.toMatchObject(unavailable)
  await expect(
    auth.changePassword(principal, { current: credentials.password, next: 'another password' }),
  ).rejects.toMatchObject(unavailable)
  await expect(auth.forget(user.id, { endSessions: true })).rejects.toMatchObject(unavailable)
  await expect(auth.setPassword(user.id, 'another password')).rejects.toMatchObject(unavailable)

  await server.restart()
  await expect.poll(() => memory.status).toBe('ready')
  clock.now += 61_000
  // This Redis forgot its sessions, which therefore have ended.
  await expect(auth.authenticate(pair.access_token)).rejects.toMatchObject({
    status: 401,
    code: 'session_ended',
  })
  const next = await auth.login(credentials, '')
  await auth.authenticate(next.access_token)
  await auth.refresh(next.refresh_token)
})
