import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { grantedSchema, grantPageSchema } from '../../src-shared/dedicated-api/admin.ts'
import { testPassword } from '../auth/open-test-auth.ts'
import { testModes } from '../storage/open-test-storage.ts'
import { openAdminApp, type TestAdminApp } from './__fixtures__/open-admin-app.ts'

const next = 'a new and long password'

describe.each(testModes)('%s', (mode) => {
  let app: TestAdminApp
  let admin: { readonly id: string; readonly email: string; readonly token: string }
  beforeAll(async () => {
    app = await openAdminApp(mode)
    admin = await app.signIn({ role: 'admin' })
  })
  afterAll(async () => await app[Symbol.asyncDispose]())
  const call = async (method: string, path: string, body?: unknown) =>
    await app.call(method, `/v1/admin/users/${path}`, { token: admin.token, body })

  test('a password that an admin sets ends all sessions at once, is the only one that logs in, and is in no log', async () => {
    const user = await app.signIn()
    expect((await app.call('GET', '/v1/credits', { token: user.token })).status).toBe(200)
    expect(await call('PATCH', user.id, { password: next, tier: 'free' })).toMatchObject({
      status: 200,
      body: { id: user.id, tier: 'free' },
    })
    expect(await app.call('GET', '/v1/credits', { token: user.token })).toMatchObject({
      status: 401,
      body: { error: { code: 'session_ended' } },
    })
    await expect(
      app.place.auth.login({ email: user.email, password: testPassword }, ''),
    ).rejects.toMatchObject({ code: 'invalid_credentials' })
    await app.place.auth.login({ email: user.email, password: next }, '')
    expect(app.logged.at(-1)).toMatchObject([
      'admin: user changed',
      { userId: user.id, tier: 'free', isPasswordNew: true, adminId: admin.id },
    ])
    expect(JSON.stringify(app.logged)).not.toContain(next)
  })

  test('admins set their own as well, and log in again', async () => {
    const own = await app.signIn({ role: 'admin' })
    const change = async () =>
      (await app.call('PATCH', `/v1/admin/users/${own.id}`, { token: own.token, body: { password: next } }))
        .status
    expect([await change(), await change()]).toEqual([200, 401])
    await app.place.auth.login({ email: own.email, password: next }, '')
  })

  test.each(['short', ' '.repeat(12), '\u0000\t\u00a0'.repeat(4)])(
    'a password that will not do changes nothing: %j',
    async (password) => {
      const user = await app.signIn()
      expect(await call('PATCH', user.id, { password, tier: 'free' })).toMatchObject({
        status: 400,
        body: { error: { param: 'password' } },
      })
      expect((await app.call('GET', '/v1/credits', { token: user.token })).status).toBe(200)
      expect((await app.place.auth.account(user.id)).tier).toBe('standard')
      expect((await call('PATCH', 'nobody', { password: next })).status).toBe(404)
    },
  )

  test('a form that is sent twice grants once, and its id is good for nothing else', async () => {
    const [user, other] = [await app.signIn(), await app.signIn()]
    const grant = { delta: 12, note: 'top-up', id: randomUUID() }
    const answers = [
      await call('POST', `${user.id}/credits`, grant),
      await call('POST', `${user.id}/credits`, { ...grant, id: grant.id.toUpperCase() }),
    ]
    expect(answers.map(({ status, body }) => [status, grantedSchema.parse(body)])).toEqual([
      [200, { balance: 12, held: 0 }],
      [200, { balance: 12, held: 0, repeated: true }],
    ])
    for (const [id, body] of [
      [user.id, { ...grant, delta: 13 }],
      [other.id, grant],
    ] as const)
      expect(await call('POST', `${id}/credits`, body)).toMatchObject({
        status: 409,
        body: { error: { code: 'grant_id_reused', param: 'id' } },
      })
    expect(await call('POST', `${user.id}/credits`, { ...grant, id: 'x' })).toMatchObject({
      status: 400,
      body: { error: { param: 'id' } },
    })
    expect(app.logged.slice(-2).map(([message]) => message)).toEqual([
      'admin: credits granted',
      'admin: grant repeated',
    ])
    await app.credits.grant({ userId: user.id, delta: 1, note: 'from the command line' })
    await app.credits.grant({ userId: user.id, delta: 2, note: 'of one who is gone', grantedBy: 'gone' })
    const grants = grantPageSchema
      .parse((await call('GET', `${user.id}/grants`)).body)
      .data.toSorted((one, two) => one.delta - two.delta)
    expect(grants.map(({ grantedBy, grantedByEmail }) => [grantedBy, grantedByEmail])).toEqual([
      [undefined, undefined],
      ['gone', undefined],
      [admin.id, admin.email],
    ])
    expect(grants.at(-1)?.id).toBe(grant.id)
  })
})
