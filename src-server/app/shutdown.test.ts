import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { readRefusal, readStream } from '../../e2e/server/support/chat-client.ts'
import { openTestGateway, readJson } from '../../e2e/server/support/open-test-gateway.ts'
import { openPostgres } from '../storage/open-postgres.ts'
import { openSqlite } from '../storage/open-sqlite.ts'
import { openTestPlace, testModes, type TestPlace } from '../storage/open-test-storage.ts'
import { openEndlessVendor } from './__fixtures__/endless-vendor.ts'
import { beginStream, signUp, startGatewayProcess } from './__fixtures__/gateway-process.ts'

const question = {
  model: 'claude-haiku-5-5',
  max_tokens: 100,
  messages: [{ role: 'user', content: 'What is late?' }],
}
const streamBody = {
  model: 'gpt-6-sol',
  max_tokens: 200,
  messages: [{ role: 'user', content: 'Go on.' }],
  stream: true,
}

interface Connection extends Disposable {
  ask(path: string): Promise<{
    readonly status: number | undefined
    readonly body: unknown
    readonly connection: string | undefined
  }>
}

/** One connection that is kept, as a balancer has it. */
function keepConnection(url: string): Connection {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 })
  return {
    ask: (path) =>
      new Promise((resolve, reject) => {
        request(`${url}${path}`, { agent }, (response) => {
          let text = ''
          response.on('data', (part: Buffer) => (text += part.toString()))
          response.on('end', () =>
            resolve({
              status: response.statusCode,
              body: JSON.parse(text),
              connection: response.headers.connection,
            }),
          )
        })
          .on('error', reject)
          .end()
      }),
    [Symbol.dispose]: () => agent.destroy(),
  }
}

async function historyOf(
  place: TestPlace,
): Promise<{ status: string; credits: number; estimated: number }[]> {
  await using storage =
    place.databaseUrl === undefined
      ? await openSqlite(place.dataFolder)
      : await openPostgres(place.databaseUrl, 2)
  expect(await storage.database.selectFrom('holds').selectAll().execute()).toEqual([])
  expect(await storage.database.selectFrom('instances').selectAll().execute()).toEqual([])
  return await storage.database.selectFrom('usage').select(['status', 'credits', 'estimated']).execute()
}

describe.each(testModes)('%s', (mode) => {
  test('SIGTERM: streams end in peace, /readyz says it on a kept connection, new connections are refused, and it ends with 0', async () => {
    await using place = await openTestPlace(mode)
    await using vendor = await openEndlessVendor()
    await using gateway = await startGatewayProcess({ place, vendorUrl: vendor.url })
    const { token } = await signUp(place, gateway.url)
    const streams = await Promise.all([1, 2, 3].map(async () => await beginStream(gateway.url, token)))
    using kept = keepConnection(gateway.url)
    using another = keepConnection(gateway.url)
    for (const connection of [kept, another])
      expect(await connection.ask('/readyz')).toMatchObject({
        status: 200,
        body: { status: 'ready', database: 'ok', redis: mode === 'shared' ? 'ok' : 'not used' },
      })
    gateway.signal('SIGTERM')
    await expect.poll(() => gateway.log()).toContain('stopping')
    expect(await kept.ask('/readyz')).toMatchObject({
      status: 503,
      body: { status: 'stopping' },
      connection: 'close',
    })
    expect(await another.ask('/healthz')).toMatchObject({ status: 200, connection: 'close' })
    await expect(kept.ask('/healthz')).rejects.toMatchObject({ code: 'ECONNREFUSED' })
    for (const stream of streams) await stream.more()
    vendor.finish()
    for (const { text } of streams)
      expect(await readStream(new Response(await text))).toMatchObject({
        isDone: true,
        error: undefined,
        metadata: { credits: { charged: 1 } },
      })
    expect(await gateway.ended).toMatchObject({ code: 0 })
    expect(await historyOf(place)).toEqual(
      [1, 2, 3].map(() => ({ status: 'finished', credits: 1, estimated: 0 })),
    )
  })

  test('after the time to drain, what is open is cut, told so, and settled as cancelled', async () => {
    await using gateway = await openTestGateway(mode, { drainMs: 200 })
    const user = await gateway.addUser()
    gateway.lab.answerWith('word '.repeat(500))
    gateway.lab.scenarios.add({ kind: 'hang', afterChunks: 3 })
    const stream = await gateway.ask(user, 'POST', '/v1/chat/completions', streamBody)
    gateway.lab.scenarios.add({ kind: 'hang' })
    const whole = gateway.ask(user, 'POST', '/v1/chat/completions', question)
    await expect.poll(() => gateway.lab.journal.entries.length).toBe(2)
    const stopped = gateway.served.stop()
    expect(await readStream(stream)).toMatchObject({
      isDone: false,
      error: { code: 'server_stopping', type: 'server_error' },
    })
    const refused = await whole
    expect(refused.status).toBe(503)
    expect(await readRefusal(refused)).toMatchObject({ error: { code: 'server_stopping' }, retryAfter: 1 })
    await stopped
    await expect
      .poll(
        () => gateway.lab.journal.entries.filter(({ disconnectedAt }) => disconnectedAt !== undefined).length,
      )
      .toBe(2)
    const rows = await historyOf(gateway.place)
    expect(rows.map(({ status, estimated }) => [status, estimated])).toEqual([
      ['cancelled', 1],
      ['cancelled', 1],
    ])
    expect(rows.map(({ credits }) => credits)).toEqual([1, 1])
    expect(gateway.log.lines.filter((line) => line.includes('"level":"error"'))).toEqual([])
  })

  test('answers that are on their way arrive: of calls, and of other requests', async () => {
    await using gateway = await openTestGateway(mode, { drainMs: 5_000 })
    const user = await gateway.addUser()
    gateway.lab.scenarios.add({ kind: 'slow', firstByteMs: 300 }, 6)
    const wholes = [1, 2, 3].map(
      async (index) =>
        await gateway.ask(user, 'POST', '/v1/chat/completions', { ...question, max_tokens: 100 + index }),
    )
    const streams = [1, 2, 3].map(
      async (index) =>
        await gateway.ask(user, 'POST', '/v1/chat/completions', { ...streamBody, max_tokens: 200 + index }),
    )
    await expect.poll(() => gateway.lab.journal.entries.length).toBe(6)
    const stopped = gateway.served.stop()
    for (const whole of wholes)
      expect(await readJson(await whole)).toMatchObject({ metadata: { credits: { charged: 1 } } })
    for (const stream of streams) expect(await readStream(await stream)).toMatchObject({ isDone: true })
    await stopped
  })

  test('a request that is no call has time to be answered', async () => {
    await using gateway = await openTestGateway(mode)
    const { email, password } = await gateway.addUser()
    const login = gateway.ask(undefined, 'POST', '/v1/auth/login', { email, password })
    // In the middle of its check of the password.
    await sleep(20)
    await gateway.served.stop()
    expect(await readJson(await login)).toMatchObject({ token_type: 'Bearer' })
  })
})

test('a call that is left while the gateway stops is in the log too', async () => {
  await using place = await openTestPlace('embedded')
  await using vendor = await openEndlessVendor()
  await using gateway = await startGatewayProcess({ place, vendorUrl: vendor.url })
  const { token } = await signUp(place, gateway.url)
  const client = new AbortController()
  const stream = await fetch(`${gateway.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(streamBody),
    signal: client.signal,
  })
  expect(stream.status).toBe(200)
  gateway.signal('SIGTERM')
  await expect.poll(() => gateway.log()).toContain('stopping')
  client.abort()
  expect(await gateway.ended).toMatchObject({ code: 0 })
  expect(gateway.log()).toMatch(/"status":"cancelled".*"msg":"call"/)
})

test.each(['SIGTERM', 'SIGINT'] as const)('a second %s ends it at once', async (name) => {
  await using place = await openTestPlace('embedded')
  await using vendor = await openEndlessVendor()
  await using busy = await startGatewayProcess({ place, vendorUrl: vendor.url })
  const { token } = await signUp(place, busy.url)
  const stream = await beginStream(busy.url, token)
  busy.signal(name)
  await expect.poll(() => busy.log()).toContain('stopping')
  await stream.more()
  busy.signal(name)
  expect(await busy.ended).toMatchObject({ code: 1 })
  await expect(stream.text).rejects.toThrow()
})
