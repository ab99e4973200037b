import OpenAI from 'openai'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  chatClientOf,
  expectNoSecrets,
  noAnswerCache,
  readRefusal,
  type ChatClient,
} from '../../e2e/server/support/chat-client.ts'
import { openTestGateway, readJson, type TestGateway } from '../../e2e/server/support/open-test-gateway.ts'
import { testModes } from '../storage/open-test-storage.ts'
import { good, model, oddBodies, signingSecret, wrongFields } from './__fixtures__/bad-bodies.ts'
import { exchange } from './__fixtures__/exchange.ts'

const megabytes = (count: number): string =>
  JSON.stringify({ ...good, messages: [{ role: 'user', content: 'x'.repeat(count * 1024 * 1024) }] })

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

  test.each(['announced', 'chunked'])('a body of 10 MB (%s) is refused', async (way) => {
    const body = megabytes(10)
    const headers = { authorization: `Bearer ${client.user.token}`, 'content-type': 'application/json' }
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      headers,
      body: way === 'announced' ? body : new Blob([body]).stream(),
      duplex: 'half',
    })
    expect([response.status, (await readRefusal(response)).error.code]).toEqual([413, 'body_too_large'])
    // What was left of the body does not stand in the way of the next request on this connection.
    expect((await client.send({ ...good, n: 0 })).status).toBe(400)
    await expectUntouched()
  })

  test.each(wrongFields)('%j is refused for %s', async (body, param) => {
    const response = await client.send(body, noAnswerCache)
    const { error } = await readRefusal(response)
    expect({ status: response.status, type: error.type, param: error.param }).toEqual({
      status: 400,
      type: 'invalid_request_error',
      param,
    })
    expect(error.message).toContain(param)
    expect(error.message.length).toBeLessThan(500)
  })

  test.each(oddBodies)('%s is refused', async (_what, body, status, code) => {
    for (const headers of [{}, noAnswerCache]) {
      const response = await fetch(`${gateway.url}/v1/chat/completions`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${client.user.token}`,
          'content-type': 'application/json',
          ...headers,
        },
        body,
      })
      const { error } = await readRefusal(response)
      expect({ status: response.status, code: error.code }).toEqual({ status, code })
      expect(response.headers.get('set-cookie')).toBeNull()
    }
    await expectUntouched()
  })

  test('the openai SDK throws what it throws for OpenAI’s own refusals', async () => {
    const sdkOf = (apiKey: string): OpenAI =>
      new OpenAI({ apiKey, baseURL: `${gateway.url}/v1`, maxRetries: 0 })
    const asked = { model, messages: [{ role: 'user' as const, content: 'Hello' }] }
    const sdk = sdkOf(client.user.token)
    await expect(sdkOf('sk-forged').chat.completions.create(asked)).rejects.toBeInstanceOf(
      OpenAI.AuthenticationError,
    )
    await expect(sdk.chat.completions.create({ ...asked, temperature: 9 })).rejects.toBeInstanceOf(
      OpenAI.BadRequestError,
    )
    await expect(sdk.chat.completions.create({ ...asked, model: 'gpt-none' })).rejects.toBeInstanceOf(
      OpenAI.NotFoundError,
    )
    await expect(sdk.get('/nowhere')).rejects.toBeInstanceOf(OpenAI.NotFoundError)
    const poor = await gateway.addUser({ credits: 0, tier: 'free' })
    expect(await readRefusal(await chatClientOf(gateway, poor).send(good))).toMatchObject({
      balance: 0,
      error: {
        message: expect.stringMatching(/your balance is 0\. Shorten the request or add credits\.$/) as string,
      },
    })
    await expect(sdkOf(poor.token).chat.completions.create(asked)).rejects.toMatchObject({
      status: 402,
      code: 'insufficient_credits',
    })
    await expect(
      sdkOf(poor.token).chat.completions.create({ ...asked, model: 'claude-opus-5-5' }),
    ).rejects.toBeInstanceOf(OpenAI.PermissionDeniedError)
    await expectUntouched()
  })

  test('SQL stays text wherever it comes in', async () => {
    const sql = `x');DROP/**/TABLE/**/users;--`
    const encoded = encodeURIComponent(sql)
    for (const path of [`/v1/usage?model=${encoded}`, `/v1/usage?provider=${encoded}`])
      expect(await readJson(await gateway.ask(client.user, 'GET', path))).toEqual({ data: [] })
    for (const path of [`/v1/usage?user_id=${encoded}`, `/v1/usage/summary?user_id=${encoded}`])
      expect((await gateway.ask(client.user, 'GET', path)).status).toBe(403)
    for (const path of [
      `/v1/usage?cursor=${encoded}`,
      `/v1/usage?from=${encoded}`,
      `/v1/usage/summary?group_by=${encoded}`,
    ])
      expect((await gateway.ask(client.user, 'GET', path)).status).toBe(400)
    expect((await gateway.ask(client.user, 'GET', `/v1/models/${encoded}`)).status).toBe(404)
    expect(
      (await gateway.ask(undefined, 'POST', '/v1/auth/login', { email: `${sql}@example.com`, password: sql }))
        .status,
    ).toBe(400)
    expect(
      (await gateway.ask(undefined, 'POST', '/v1/auth/login', { email: client.user.email, password: sql }))
        .status,
    ).toBe(401)
    expect((await other.send(good, { ...noAnswerCache, 'idempotency-key': sql })).status).toBe(200)
    expect(
      (await other.send(good, { ...noAnswerCache, 'idempotency-key': sql })).headers.get(
        'idempotent-replayed',
      ),
    ).toBe('true')
    gateway.lab.journal.clear()
  })

  test('nothing of a request becomes a header of the answer, and no request hides in another', async () => {
    const send = (lines: readonly string[], body = ''): Promise<string> =>
      exchange(gateway.url, `${[...lines, 'host: gateway', 'connection: close'].join('\r\n')}\r\n\r\n${body}`)
    const path = await send([
      'GET /v1/%0d%0aset-cookie:%20a=b HTTP/1.1',
      'x-request-id: mine',
      'x-forwarded-for: 1.2.3.4\tset-cookie: a=b',
    ])
    expect(path).toMatch(/^HTTP\/1.1 404 /)
    expect(path).not.toMatch(/^set-cookie|^x-request-id: mine/im)
    expect(
      await send(['POST /v1/chat/completions HTTP/1.1', `authorization: Bearer ${client.user.token}\0`]),
    ).toMatch(/^HTTP\/1.1 400 /)
    const smuggled = await send(
      [
        'POST /v1/chat/completions HTTP/1.1',
        `authorization: Bearer ${client.user.token}`,
        'content-length: 4',
        'transfer-encoding: chunked',
      ],
      '0\r\n\r\nGET /healthz HTTP/1.1\r\nhost: gateway\r\n\r\n',
    )
    expect(smuggled.match(/HTTP\/1\.1 \d+/g)).toEqual(['HTTP/1.1 400'])
    await expectUntouched()
  })

  test('fields that nobody knows pass, and those of an object’s prototype change nothing', async () => {
    const unknown = {
      x_top: { deep: [null, 1] },
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text: 'Hi', x_part: 1 },
            { type: 'x_new', x: true },
          ],
          x_message: 'y',
        },
      ],
    }
    const text = JSON.stringify({ ...good, model: 'gpt-6-sol', ...unknown }).replace(
      '{',
      '{"__proto__":{"stream":true,"n":16},"constructor":{"prototype":{"admin":true}},',
    )
    const response = await other.send(text, noAnswerCache)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'application/json'])
    expect(gateway.lab.journal.entries.at(-1)?.body).toMatchObject(unknown)
    expect({}).not.toHaveProperty('admin')
    gateway.lab.journal.clear()
  })

  test.each([
    undefined,
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=latin1',
    'nonsense',
  ])('JSON is taken under the content type %s', async (type) => {
    const headers = {
      authorization: `Bearer ${other.user.token}`,
      ...(type === undefined ? {} : { 'content-type': type }),
    }
    expect(
      (
        await fetch(`${gateway.url}/v1/chat/completions`, {
          method: 'POST',
          headers,
          body: Buffer.from(JSON.stringify(good)),
        })
      ).status,
    ).toBe(200)
    gateway.lab.journal.clear()
  })

  test('another user’s usage, tokens and answers are out of reach, and no text is logged', async () => {
    const secret = { ...good, messages: [{ role: 'user', content: 'The launch is on Friday, says Xyzzy.' }] }
    expect(JSON.stringify(await other.answer(secret, { 'idempotency-key': 'shared-key' }))).toContain('Xyzzy')
    for (const path of ['/v1/usage', '/v1/usage/summary', '/v1/admin/usage'])
      expect((await gateway.ask(client.user, 'GET', `${path}?user_id=${other.user.id}`)).status).toBe(403)
    for (const path of [
      '/v1/admin/users',
      '/v1/admin/settings',
      '/v1/admin/cache-analytics',
      '/v1/cache/stats?scope=all',
    ])
      expect((await gateway.ask(client.user, 'GET', path)).status).toBe(403)
    const { data } = await readJson<{ data: { id: string }[] }>(
      await gateway.ask(other.user, 'GET', '/v1/auth/tokens'),
    )
    expect((await gateway.ask(client.user, 'DELETE', `/v1/auth/tokens/${data[0]?.id ?? ''}`)).status).toBe(
      404,
    )
    expect((await other.balance()).balance).toBeGreaterThan(0)
    const replay = await client.send(secret, { 'idempotency-key': 'shared-key' })
    expect(replay.headers.get('idempotent-replayed')).toBeNull()
    expect(await replay.json()).toMatchObject({ metadata: { cached: false } })
    expect((await client.history()).every(({ userId }) => userId === client.user.id)).toBe(true)
    expectNoSecrets(gateway, ['Xyzzy', client.user.token, other.user.token, client.user.password])
  })
})
