import { createHash } from 'node:crypto'
import { connect } from 'node:net'
import { SignJWT, type JWTPayload } from 'jose'
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

const signingSecret = 'the signing secret of this very test'
const model = 'claude-haiku-5-5'
const message = { role: 'user', content: 'Hello' }
const good = { model, max_tokens: 50, messages: [message] }
const megabytes = (count: number): string =>
  JSON.stringify({ ...good, messages: [{ role: 'user', content: 'x'.repeat(count * 1024 * 1024) }] })
const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
const nestedParts = (depth: number): string =>
  `${'[{"type":"x","content":'.repeat(depth)}"deep"${'}]'.repeat(depth)}`

/** What each body is refused for. */
const wrongFields: readonly (readonly [body: object, param: string])[] = [
  [{ messages: [message] }, 'model'],
  [{ ...good, model: '' }, 'model'],
  [{ ...good, model: 5 }, 'model'],
  [{ ...good, model: 'x'.repeat(100_000) }, 'model'],
  [{ ...good, messages: [] }, 'messages'],
  [{ ...good, messages: 'Hello' }, 'messages'],
  [{ ...good, messages: [{ role: 'user', content: 5 }] }, 'messages[0].content'],
  [{ ...good, messages: [message, { role: 'user' }] }, 'messages[1].content'],
  [{ ...good, messages: [{ role: 'wizard', content: 'a' }] }, 'messages[0].role'],
  [
    { ...good, messages: [{ role: 'user', content: [{ type: 'text', text: 5 }] }] },
    'messages[0].content[0].text',
  ],
  [
    { ...good, messages: [{ role: 'user', content: [{ type: 'image_url', image_url: 'x' }] }] },
    'messages[0].content[0].image_url',
  ],
  [{ ...good, messages: [{ role: 'tool', content: 'a' }] }, 'messages[0].tool_call_id'],
  [{ ...good, temperature: 'hot' }, 'temperature'],
  [{ ...good, temperature: 2.1 }, 'temperature'],
  [{ ...good, top_p: -1 }, 'top_p'],
  [{ ...good, max_tokens: 0 }, 'max_tokens'],
  [{ ...good, max_tokens: 1.5 }, 'max_tokens'],
  [{ ...good, max_tokens: 1e300 }, 'max_tokens'],
  [{ ...good, max_completion_tokens: '5' }, 'max_completion_tokens'],
  [{ ...good, n: 0 }, 'n'],
  [{ ...good, n: 17 }, 'n'],
  [{ ...good, n: 2 }, 'n'],
  [{ ...good, stream: 'yes' }, 'stream'],
  [{ ...good, stop: [1] }, 'stop[0]'],
  [{ ...good, tools: [{ type: 'function', function: {} }] }, 'tools[0].function.name'],
  [{ ...good, response_format: 'json' }, 'response_format'],
  [{ ...good, seed: 0.5 }, 'seed'],
  [{ ...good, logit_bias: { 5: 'x' } }, 'logit_bias.5'],
]

/** Bodies as bytes, with what they are refused as. */
const oddBodies: readonly (readonly [what: string, body: string | Buffer, status: number, code: string])[] = [
  ['nothing', '', 400, 'invalid_json'],
  ['half a body', JSON.stringify(good).slice(0, -5), 400, 'invalid_json'],
  ['no JSON', 'model=claude', 400, 'invalid_json'],
  ['two bodies', '{}{}', 400, 'invalid_json'],
  ['JSON null', 'null', 400, 'invalid_value'],
  ['a list', '[]', 400, 'invalid_value'],
  [
    'invalid UTF-8',
    Buffer.concat([
      Buffer.from('{"model":"claude-haiku-5-5","messages":[{"role":"user","content":"'),
      Buffer.from([0xff, 0xfe, 0xc0]),
      Buffer.from('"}]}'),
    ]),
    400,
    'invalid_json',
  ],
  ['UTF-16', Buffer.from(JSON.stringify(good), 'utf16le'), 400, 'invalid_json'],
  ['a bomb of brackets', '['.repeat(1_000_000), 400, 'invalid_json'],
  [
    'an unknown field that is nested too deeply',
    JSON.stringify(good).replace('{', `{"x":${nested(100_000)},`),
    400,
    'nested_too_deeply',
  ],
  [
    'content that is nested too deeply',
    `{"model":"${model}","messages":[{"role":"user","content":${nestedParts(100_000)}}]}`,
    400,
    'nested_too_deeply',
  ],
  ['a number beyond all measure', JSON.stringify(good).replace('50', '1e999'), 400, 'invalid_value'],
  ['a model with a NUL', JSON.stringify({ ...good, model: 'claude\0' }), 404, 'model_not_found'],
  [
    'a model with SQL',
    JSON.stringify({ ...good, model: `x'; DROP TABLE users; --` }),
    404,
    'model_not_found',
  ],
  [
    'a model with a header',
    JSON.stringify({ ...good, model: 'x\r\nset-cookie: a=b' }),
    404,
    'model_not_found',
  ],
  [
    'a model that is a property of every object',
    JSON.stringify({ ...good, model: '__proto__' }),
    404,
    'model_not_found',
  ],
]

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

/** What a server answers to these very bytes, until it closes. */
function exchange(url: string, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(url).port), '127.0.0.1', () => socket.write(request))
    let answer = ''
    socket
      .setEncoding('latin1')
      .on('data', (text: string) => (answer += text))
      .on('close', () => resolve(answer))
      .on('error', reject)
  })
}
