import { createHash } from 'node:crypto'
import { SignJWT, type JWTPayload } from 'jose'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  chatClientOf,
  expectNoSecrets,
  readRefusal,
  type ChatClient,
} from '../../e2e/server/support/chat-client.ts'
import { openTestGateway, readJson, type TestGateway } from '../../e2e/server/support/open-test-gateway.ts'
import { testModes } from '../storage/open-test-storage.ts'
import { good, signingSecret } from './__fixtures__/bad-bodies.ts'

describe.each(testModes)('%s', (mode) => {
  let gateway: TestGateway
  let client: ChatClient
  let other: ChatClient
  let before: { balance: number; held: number }

  beforeAll(async () => {
    gateway = await openTestGateway(mode, { signingSecret })
    const [user, somebody] = await Promise.all([gateway.addUser(), gateway.addUser()])
    client = chatClientOf(gateway, user)
    other = chatClientOf(gateway, somebody)
  })
  beforeEach(async () => {
    gateway.lab.journal.clear()
    before = await client.balance()
  })
  afterAll(async () => await gateway[Symbol.asyncDispose]())

  /** Nobody was asked, nothing was charged, nothing was told. */
  async function expectUntouched(): Promise<void> {
    expect(gateway.lab.journal.entries).toEqual([])
    expect(await client.balance()).toEqual(before)
    expectNoSecrets(gateway, [
      'lab-anthropic',
      'lab-openai',
      'lab-gemini',
      signingSecret,
      client.user.token,
      other.user.token,
    ])
  }

  test('tokens that are forged, expired, unsigned or for something else prove nothing', async () => {
    const { access_token: genuine } = await readJson<{ access_token: string }>(
      await gateway.ask(undefined, 'POST', '/v1/auth/login', {
        email: client.user.email,
        password: client.user.password,
      }),
    )
    const [header = '', body = '', signature = ''] = genuine.split('.')
    const payload = JSON.parse(Buffer.from(body, 'base64url').toString()) as JWTPayload
    const key = createHash('sha256').update(signingSecret).digest()
    const sign = async (claims: JWTPayload, by: Uint8Array = key, alg = 'HS256'): Promise<string> =>
      await new SignJWT(claims).setProtectedHeader({ alg }).sign(by)
    const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
    expect((await gateway.ask({ token: await sign(payload) }, 'GET', '/v1/models')).status).toBe(200)
    const forged: Record<string, string> = {
      'alg none': `${encode({ alg: 'none' })}.${body}.`,
      'alg None with the old signature': `${encode({ alg: 'None' })}.${body}.${signature}`,
      'another key': await sign(payload, new Uint8Array(32).fill(1)),
      'HS512 with the same key': await sign(payload, Buffer.concat([key, key]), 'HS512'),
      'more rights under the old signature': `${header}.${encode({ ...payload, role: 'admin', scope: 'admin' })}.${signature}`,
      'another user under the old signature': `${header}.${encode({ ...payload, sub: other.user.id })}.${signature}`,
      'another audience': await sign({ ...payload, aud: 'somebody' }),
      'an API token with SQL': `rephlo_' OR '1'='1`,
      'an API token with one sign changed': `${client.user.token.slice(0, -1)}${client.user.token.endsWith('A') ? 'B' : 'A'}`,
    }
    for (const [name, token] of Object.entries(forged)) {
      const response = await gateway.ask({ token }, 'POST', '/v1/chat/completions', good)
      const { error } = await readRefusal(response)
      expect({ status: response.status, code: error.code, type: error.type }, name).toEqual({
        status: 401,
        code: 'invalid_token',
        type: 'authentication_error',
      })
      expect(response.headers.get('www-authenticate'), name).toContain('error="invalid_token"')
    }
    const expired = await gateway.ask(
      { token: await sign({ ...payload, exp: 1_700_000_000 }) },
      'POST',
      '/v1/chat/completions',
      good,
    )
    expect((await readRefusal(expired)).error.code).toBe('token_expired')
    const reader = await gateway.ask(
      { token: await sign({ ...payload, scope: 'usage.read' }) },
      'POST',
      '/v1/chat/completions',
      good,
    )
    expect([reader.status, (await readRefusal(reader)).error.code]).toEqual([403, 'insufficient_scope'])
    const missing = await gateway.ask(undefined, 'POST', '/v1/chat/completions', good)
    expect([missing.status, (await readRefusal(missing)).error.code]).toEqual([401, 'missing_token'])
    await expectUntouched()
  })
})
