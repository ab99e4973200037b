import { describe, expect, test } from 'vitest'
import { testModes } from '../storage/open-test-storage.ts'
import { createAccountOperations } from './account-operations.ts'
import { createProofs } from './create-proofs.ts'
import { openTestAuth, testPassword, type TestAuth } from './open-test-auth.ts'
import { createSessionOperations } from './session-operations.ts'
import type { SessionStore } from './session-store.ts'

const minute = 60_000

async function setUser(
  { opened }: TestAuth,
  id: string,
  change: { role?: 'user' | 'admin'; tier?: string; status?: 'active' | 'disabled' },
): Promise<void> {
  await opened.storage.database.updateTable('users').set(change).where('id', '=', id).execute()
}

describe.each(testModes)('%s', (mode) => {
  test('a login answers a pair that works, however the address is typed', async () => {
    await using place = await openTestAuth(mode)
    const user = await place.addUser()
    const pair = await place.auth.login({ email: ' Ann@Example.COM', password: testPassword }, 'client/1')
    expect(pair).toMatchObject({
      token_type: 'Bearer',
      expires_in: 900,
      user: { id: user.id, email: 'ann@example.com' },
    })
    expect(JSON.stringify(pair)).not.toContain('scrypt')
    expect(await place.auth.authenticate(pair.access_token)).toMatchObject({
      userId: user.id,
      tier: 'standard',
      role: 'user',
      scopes: ['llm.inference', 'usage.read', 'account'],
      via: { kind: 'session' },
    })
    expect(await place.auth.refresh(pair.refresh_token)).toMatchObject({ user: { id: user.id } })
  })

  test('a wrong password, an unknown address and a disabled account are answered alike', async () => {
    await using place = await openTestAuth(mode)
    await place.addUser()
    await place.addUser({ email: 'off@example.com', status: 'disabled' })
    const tries = [
      ['ann@example.com', 'wrong password'],
      ['nobody@example.com', testPassword],
      ['off@example.com', testPassword],
      ["' OR 1=1 --", testPassword],
    ] as const
    const answers = await Promise.all(
      tries.map(
        async ([email, password]) =>
          await place.auth.login({ email, password }, '').catch((error: unknown) => error),
      ),
    )
    for (const answer of answers)
      expect(answer).toMatchObject({
        status: 401,
        code: 'invalid_credentials',
        message: 'The e-mail address or the password is wrong, or the account is disabled.',
      })
  })

  test('each refresh gives a new pair, and the new one works', async () => {
    await using place = await openTestAuth(mode)
    let pair = await place.startSession(await place.addUser())
    for (let index = 0; index < 3; index++) {
      const next = await place.auth.refresh(pair.refresh_token)
      expect(next.refresh_token).not.toBe(pair.refresh_token)
      expect(next.access_token).not.toBe(pair.access_token)
      pair = next
    }
    await place.auth.authenticate(pair.access_token)
  })

  test('a refresh token that was used before ends the session for both who have it', async () => {
    await using place = await openTestAuth(mode)
    const first = await place.startSession(await place.addUser())
    const second = await place.auth.refresh(first.refresh_token)
    await place.auth.authenticate(second.access_token)
    await expect(place.auth.refresh(first.refresh_token)).rejects.toMatchObject({
      status: 401,
      code: 'refresh_token_reused',
    })
    await expect(place.auth.refresh(second.refresh_token)).rejects.toMatchObject({
      status: 401,
      code: 'session_ended',
    })
    await expect(place.auth.authenticate(second.access_token)).rejects.toMatchObject({
      status: 401,
      code: 'session_ended',
    })
  })

  test('of 50 parallel refreshes with one token over two instances exactly one wins', async () => {
    await using place = await openTestAuth(mode)
    const pair = await place.startSession(await place.addUser())
    const instances = [place.auth, place.createSecond()]
    const answers = await Promise.allSettled(
      Array.from({ length: 50 }, async (_, index) => await instances[index % 2]?.refresh(pair.refresh_token)),
    )
    expect(answers.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('a refresh token that was tampered with is refused and leaves the session alone', async () => {
    await using place = await openTestAuth(mode)
    const { refresh_token } = await place.startSession(await place.addUser())
    const [id, , proof] = refresh_token.split('.')
    const flipped = refresh_token.endsWith('A') ? 'B' : 'A'
    for (const bad of [
      `${id}.1.${proof}`,
      `${id}.-1.${proof}`,
      `${id}.00.${proof}`,
      refresh_token.slice(0, -1) + flipped,
      `${refresh_token} `,
      `${id}.0.`,
      '',
      '..',
      'x'.repeat(10_000),
      `${refresh_token}\n`,
    ]) {
      await expect(place.auth.refresh(bad), bad).rejects.toMatchObject({
        status: 401,
        code: 'invalid_refresh_token',
      })
    }
    await place.auth.refresh(refresh_token)
  })

  test('after a logout the tokens die here at once and within a minute on another instance', async () => {
    await using place = await openTestAuth(mode)
    const pair = await place.startSession(await place.addUser())
    const other = place.createSecond()
    const principal = await place.auth.authenticate(pair.access_token)
    await other.authenticate(pair.access_token)
    await place.auth.logout(principal)
    await expect(place.auth.authenticate(pair.access_token)).rejects.toMatchObject({ code: 'session_ended' })
    await other.authenticate(pair.access_token)
    place.clock.now += minute + 1
    await expect(other.authenticate(pair.access_token)).rejects.toMatchObject({ code: 'session_ended' })
    await expect(other.refresh(pair.refresh_token)).rejects.toMatchObject({ code: 'session_ended' })
  })

  test('a disabled user is refused with every token: at once after forget, within a minute elsewhere', async () => {
    await using place = await openTestAuth(mode)
    const user = await place.addUser()
    const pair = await place.startSession(user)
    const other = place.createSecond()
    const principal = await place.auth.authenticate(pair.access_token)
    const { token } = await place.auth.createApiToken(principal, { name: 'ci', scopes: ['llm.inference'] })
    for (const auth of [place.auth, other])
      for (const bearer of [pair.access_token, token]) await auth.authenticate(bearer)
    await setUser(place, user.id, { status: 'disabled' })
    await place.auth.forget(user.id)
    for (const bearer of [pair.access_token, token])
      await expect(place.auth.authenticate(bearer)).rejects.toMatchObject({
        status: 401,
        code: 'account_disabled',
      })
    place.clock.now += minute + 1
    for (const bearer of [pair.access_token, token])
      await expect(other.authenticate(bearer)).rejects.toMatchObject({
        status: 401,
        code: 'account_disabled',
      })
    await expect(other.refresh(pair.refresh_token)).rejects.toMatchObject({
      status: 401,
      code: 'account_disabled',
    })
  })

  test('tier and role are those of the database: a demoted admin is none within a minute', async () => {
    await using place = await openTestAuth(mode)
    const user = await place.addUser({ role: 'admin' })
    const pair = await place.startSession(user)
    expect((await place.auth.authenticate(pair.access_token)).scopes).toContain('admin')
    await setUser(place, user.id, { role: 'user', tier: 'free' })
    place.clock.now += minute + 1
    expect(await place.auth.authenticate(pair.access_token)).toMatchObject({
      role: 'user',
      tier: 'free',
      scopes: ['llm.inference', 'usage.read', 'account'],
    })
  })

  test('forget with endSessions ends every session and no other user’s', async () => {
    await using place = await openTestAuth(mode)
    const [ann, bob] = [await place.addUser(), await place.addUser({ email: 'bob@example.com' })]
    const pairs = [
      await place.startSession(ann),
      await place.startSession(ann),
      await place.startSession(bob),
    ] as const
    await place.auth.forget(ann.id, { endSessions: true })
    for (const pair of pairs.slice(0, 2))
      await expect(place.auth.refresh(pair.refresh_token)).rejects.toMatchObject({ code: 'session_ended' })
    await place.auth.refresh(pairs[2].refresh_token)
  })

  test('a new password ends the other sessions and keeps this one', async () => {
    await using place = await openTestAuth(mode)
    const user = await place.addUser()
    const [mine, other] = [await place.startSession(user), await place.startSession(user)]
    const principal = await place.auth.authenticate(mine.access_token)
    await place.auth.authenticate(other.access_token)
    await expect(
      place.auth.changePassword(principal, { current: 'wrong password', next: 'a new password' }),
    ).rejects.toMatchObject({ status: 403, code: 'wrong_password', options: { param: 'current' } })
    await place.auth.changePassword(principal, { current: testPassword, next: 'a new password' })
    await place.auth.authenticate(mine.access_token)
    await expect(place.auth.authenticate(other.access_token)).rejects.toMatchObject({ code: 'session_ended' })
    await expect(place.auth.login({ email: user.email, password: testPassword }, '')).rejects.toMatchObject({
      code: 'invalid_credentials',
    })
    await place.auth.login({ email: user.email, password: 'a new password' }, '')
  })

  test('a login under way with the old password makes no session that outlives the change', async () => {
    await using place = await openTestAuth(mode)
    const user = await place.addUser()
    const { context } = place
    const made: string[] = []
    // The password changes between the check of the old one and the session, which ending all sessions therefore misses.
    const create: SessionStore['create'] = async (session) => {
      made.push(session.id)
      await context.users.replaceHash(user, 'the hash of a new password')
      await context.sessions.create(session)
    }
    const late = createSessionOperations(
      { ...context, sessions: { ...context.sessions, create } },
      createProofs({ now: context.now, check: () => Promise.reject(new Error('not used')) }),
    )
    await expect(late.login({ email: user.email, password: testPassword }, '')).rejects.toMatchObject({
      code: 'invalid_credentials',
    })
    expect(await context.sessions.touch(made[0] ?? '', user.id)).toBe(false)
  })

  test('a session that begins while the password changes ends with the others', async () => {
    await using place = await openTestAuth(mode)
    const user = await place.addUser()
    const { context } = place
    const begun: string[] = []
    const endAll: SessionStore['endAll'] = async (userId, exceptId) => {
      await context.sessions.endAll(userId, exceptId)
      // A login that had checked the old password just before.
      if (begun.length === 0) begun.push((await place.startSession(user)).refresh_token)
    }
    const { changePassword } = createAccountOperations(
      { ...context, sessions: { ...context.sessions, endAll } },
      createProofs({ now: context.now, check: () => Promise.reject(new Error('not used')) }),
    )
    const principal = await place.auth.authenticate((await place.startSession(user)).access_token)
    await changePassword(principal, { current: testPassword, next: 'a new password' })
    await expect(place.auth.refresh(begun[0] ?? '')).rejects.toMatchObject({ code: 'session_ended' })
  })

  test('users are added once, with an address and a password that will do', async () => {
    await using place = await openTestAuth(mode)
    const user = {
      email: 'Zoe@Example.com',
      password: 'long enough password',
      role: 'user',
      tier: 'free',
    } as const
    const account = await place.auth.createUser(user)
    expect(account).toMatchObject({ email: 'zoe@example.com', tier: 'free', status: 'active' })
    expect(await place.auth.account(account.id)).toEqual(account)
    await expect(place.auth.createUser({ ...user, email: 'ZOE@example.com' })).rejects.toMatchObject({
      status: 409,
      code: 'email_taken',
    })
    await expect(place.auth.createUser({ ...user, email: 'zoë@example.com' })).rejects.toMatchObject({
      status: 400,
      options: { param: 'email' },
    })
    await expect(place.auth.createUser({ ...user, password: 'short' })).rejects.toMatchObject({
      status: 400,
      options: { param: 'password' },
    })
    await expect(place.auth.account('nobody')).rejects.toMatchObject({ status: 404 })
  })
})
