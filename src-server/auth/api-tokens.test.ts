import { describe, expect, test, vi } from 'vitest'
import { testModes } from '../storage/open-test-storage.ts'
import type { Principal } from './principal.ts'
import { openTestAuth, type TestAuth } from './open-test-auth.ts'

const day = 24 * 60 * 60 * 1000

async function signIn(place: TestAuth, role: 'user' | 'admin' = 'user'): Promise<Principal> {
  const user = await place.addUser({ role })
  return await place.auth.authenticate((await place.startSession(user)).access_token)
}

describe.each(testModes)('%s', (mode) => {
  test('a token works with its scopes, is listed without itself, and is stored as a hash', async () => {
    await using place = await openTestAuth(mode)
    const principal = await signIn(place)
    const { token, ...info } = await place.auth.createApiToken(principal, {
      name: 'ci',
      scopes: ['llm.inference'],
    })
    expect(token).toMatch(/^rephlo_[\w-]{43}$/)
    expect(await place.auth.authenticate(token)).toEqual({
      userId: principal.userId,
      tier: 'standard',
      role: 'user',
      scopes: ['llm.inference'],
      via: { kind: 'api-token', id: info.id },
    })
    expect(await place.auth.apiTokens(principal.userId)).toMatchObject([info])
    expect(
      JSON.stringify(await place.opened.storage.database.selectFrom('api_tokens').selectAll().execute()),
    ).not.toContain(token.slice(7))
  })

  test('a token gets no scope that its maker lacks, nor one that its owner has lost', async () => {
    await using place = await openTestAuth(mode)
    const principal = await signIn(place)
    await expect(
      place.auth.createApiToken(principal, { name: 'x', scopes: ['account', 'admin'] }),
    ).rejects.toMatchObject({ status: 403, code: 'insufficient_scope' })
    const { database } = place.opened.storage
    await database.updateTable('users').set({ role: 'admin' }).execute()
    const { token } = await place.auth.createApiToken(
      { ...principal, role: 'admin', scopes: ['account', 'admin'] },
      { name: 'x', scopes: ['account', 'admin'] },
    )
    expect((await place.auth.authenticate(token)).scopes).toEqual(['account', 'admin'])
    await database.updateTable('users').set({ role: 'user' }).execute()
    await place.auth.forget(principal.userId)
    expect((await place.auth.authenticate(token)).scopes).toEqual(['account'])
  })

  test('a token makes no tokens, for they would outlive it', async () => {
    await using place = await openTestAuth(mode)
    const { token } = await place.auth.createApiToken(await signIn(place), { name: 'x', scopes: ['account'] })
    await expect(
      place.auth.createApiToken(await place.auth.authenticate(token), { name: 'y', scopes: ['account'] }),
    ).rejects.toMatchObject({ status: 403, code: 'session_required' })
    await expect(place.auth.logout(await place.auth.authenticate(token))).rejects.toMatchObject({
      status: 400,
      code: 'no_session',
    })
  })

  test('an expiry is kept to the millisecond, though a proof of before is remembered', async () => {
    await using place = await openTestAuth(mode)
    const { token, expiresAt } = await place.auth.createApiToken(await signIn(place), {
      name: 'x',
      scopes: ['account'],
      expiresInDays: 2,
    })
    expect(expiresAt).toBe(place.clock.now + 2 * day)
    place.clock.now += 2 * day - 1
    await place.auth.authenticate(token)
    place.clock.now += 1
    await expect(place.auth.authenticate(token)).rejects.toMatchObject({ status: 401, code: 'token_expired' })
  })

  test('only its owner revokes it, and then it dies at once here and within a minute elsewhere', async () => {
    await using place = await openTestAuth(mode)
    const principal = await signIn(place)
    const bob = await place.addUser({ email: 'bob@example.com' })
    const other = place.createSecond()
    const { id, token } = await place.auth.createApiToken(principal, { name: 'x', scopes: ['account'] })
    for (const auth of [place.auth, other]) await auth.authenticate(token)
    await expect(place.auth.revokeApiToken(bob.id, id)).rejects.toMatchObject({
      status: 404,
      code: 'token_not_found',
    })
    await place.auth.revokeApiToken(principal.userId, id)
    await expect(place.auth.authenticate(token)).rejects.toMatchObject({ status: 401, code: 'invalid_token' })
    place.clock.now += 60_001
    await expect(other.authenticate(token)).rejects.toMatchObject({ status: 401, code: 'invalid_token' })
  })

  test('the last use is noted at most once a minute', async () => {
    await using place = await openTestAuth(mode)
    const principal = await signIn(place)
    const { token } = await place.auth.createApiToken(principal, { name: 'x', scopes: ['account'] })
    const lastUse = async (): Promise<number | undefined> =>
      (await place.auth.apiTokens(principal.userId))[0]?.lastUsedAt
    const first = place.clock.now
    await place.auth.authenticate(token)
    await vi.waitFor(async () => expect(await lastUse()).toBe(first), { timeout: 120_000 })
    place.clock.now += 30_000
    await place.createSecond().authenticate(token)
    await new Promise((resolve) => setTimeout(resolve, 50))
    expect(await lastUse()).toBe(first)
    place.clock.now += 31_000
    await place.auth.authenticate(token)
    await vi.waitFor(async () => expect(await lastUse()).toBe(first + 61_000), { timeout: 120_000 })
  })

  test('nobody heaps up tokens without end', async () => {
    await using place = await openTestAuth(mode)
    const principal = await signIn(place)
    for (let index = 0; index < 50; index++)
      await place.auth.createApiToken(principal, { name: `t${index}`, scopes: ['account'] })
    await expect(
      place.auth.createApiToken(principal, { name: 'one more', scopes: ['account'] }),
    ).rejects.toMatchObject({ status: 409, code: 'too_many_tokens' })
  })
})
