import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  chatClientOf,
  noAnswerCache,
  readRefusal,
  readStream,
  type ChatClient,
} from '../../e2e/server/support/chat-client.ts'
import { openTestGateway, type TestGateway } from '../../e2e/server/support/open-test-gateway.ts'
import { openPostgres } from '../storage/open-postgres.ts'
import { openSqlite } from '../storage/open-sqlite.ts'
import { testModes } from '../storage/open-test-storage.ts'

const answer = 'One two three four five six seven eight nine ten.'
const models = ['claude-haiku-5-5', 'gpt-6-sol', 'gemini-3.8-flash'] as const
let keys = 0

/** Without the answer cache, which would hide a second call to the vendor. */
function freshKey(): Record<string, string> {
  keys += 1
  return { ...noAnswerCache, 'idempotency-key': `key-${keys}` }
}

const ask = (content: string, changes: object = {}) => ({
  model: 'gpt-6-sol',
  max_tokens: 400,
  messages: [{ role: 'user', content }],
  ...changes,
})

describe.each(testModes)('%s', (mode) => {
  let gateway: TestGateway
  let client: ChatClient
  let before: { balance: number; held: number }

  beforeAll(async () => {
    gateway = await openTestGateway(mode, { upstreamTimeoutMs: 60_000 })
    gateway.lab.answerWith(answer)
    client = chatClientOf(gateway, await gateway.addUser())
    for (const model of models) await client.answer(ask('Warm up', { model }))
    gateway.lab.journal.clear()
    before = await client.balance()
  })
  afterEach(async () => {
    gateway.lab.journal.clear()
    gateway.lab.scenarios.clear()
    before = await client.balance()
  })
  afterAll(async () => await gateway[Symbol.asyncDispose]())

  /** The vendor was asked once since the last test, and the answer was paid once. */
  async function expectOneCharge(): Promise<void> {
    expect(gateway.lab.journal.entries).toHaveLength(1)
    await expect.poll(async () => await client.balance()).toEqual({ balance: before.balance - 1, held: 0 })
    const [entry, ...others] = (await client.history()).slice(0, 1)
    expect([entry?.credits, entry?.status, others]).toEqual([1, 'finished', []])
  }

  test.each(models)(
    '%s: the same key and body again get the same answer, which was paid once',
    async (model) => {
      const headers = freshKey()
      const first = await client.answer(ask('Once', { model }), headers)
      const again = await client.send(ask('Once', { model }), headers)
      expect(again.headers.get('idempotent-replayed')).toBe('true')
      const replayed = (await again.json()) as typeof first
      expect([replayed.id, replayed.choices]).toEqual([first.id, first.choices])
      expect(replayed.metadata).toMatchObject({ cached: true, request_id: first.metadata.request_id })
      const streamed = await client.stream(ask('Once', { model }), headers)
      expect(streamed).toMatchObject({
        text: answer,
        isDone: true,
        metadata: { request_id: first.metadata.request_id },
      })
      await expectOneCharge()
    },
  )

  test('a stream under a key is given again, as a stream and whole', async () => {
    const headers = freshKey()
    const live = await client.stream(ask('Streamed once'), headers)
    const again = await client.stream(ask('Streamed once'), headers)
    const whole = await client.answer(ask('Streamed once'), headers)
    expect([live.text, again.text, whole.choices[0]?.message.content]).toEqual([answer, answer, answer])
    expect([live, again].every(({ isDone }) => isDone)).toBe(true)
    await expectOneCharge()
  })

  test('twenty at once under one key, whole and streamed, over two instances where they share a store: one call, one charge', async () => {
    const headers = { ...freshKey(), authorization: `Bearer ${client.user.token}` }
    const urls = [gateway.url, ...(mode === 'shared' ? [(await gateway.openSecond()).url] : [])]
    gateway.lab.scenarios.add({ kind: 'slow', firstByteMs: 300 })
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const stream = index % 2 === 0
        const response = await fetch(
          `${urls[index % 4 < 2 ? 0 : urls.length - 1] ?? ''}/v1/chat/completions`,
          { method: 'POST', headers, body: JSON.stringify(ask('At once', { stream })) },
        )
        const isReplayed = response.headers.get('idempotent-replayed') === 'true'
        if (stream) return { isReplayed, text: (await readStream(response)).text }
        return {
          isReplayed,
          text: ((await response.json()) as OpenAI.ChatCompletion).choices[0]?.message.content,
        }
      }),
    )
    expect(answers.map(({ text }) => text)).toEqual(Array.from({ length: 20 }, () => answer))
    expect(answers.filter(({ isReplayed }) => !isReplayed)).toHaveLength(1)
    await expectOneCharge()
  })

  test('another body under the key is refused and costs nothing', async () => {
    const headers = freshKey()
    await client.answer(ask('This body'), headers)
    for (const other of [
      ask('Another body'),
      ask('This body', { temperature: 0 }),
      ask('This body', { x_unknown: 1 }),
      ask('This body', { model: 'gpt-6.1-sol' }),
    ]) {
      const response = await client.send(other, headers)
      expect([response.status, (await readRefusal(response)).error]).toEqual([
        422,
        expect.objectContaining({ code: 'idempotency_key_reused', param: 'Idempotency-Key' }),
      ])
    }
    const sdk = new OpenAI({ apiKey: client.user.token, baseURL: `${gateway.url}/v1`, maxRetries: 0 })
    await expect(
      sdk.chat.completions.create(
        { model: 'gpt-6-sol', messages: [{ role: 'user', content: 'By SDK' }] },
        { headers },
      ),
    ).rejects.toBeInstanceOf(OpenAI.UnprocessableEntityError)
    await expectOneCharge()
  })

  test.each([false, true])('what failed free of charge leaves its key free (stream: %s)', async (stream) => {
    const headers = freshKey()
    for (const scenario of [
      { kind: 'error', status: 500 },
      { kind: 'error', status: 400 },
      { kind: 'garbage' },
      { kind: 'cut-before-usage' },
    ] as const) {
      gateway.lab.scenarios.add(scenario)
      const response = await client.send(ask('Try again', { stream }), headers)
      expect(response.status).toBeGreaterThanOrEqual(400)
      await response.text()
    }
    for (const refused of [
      ask('Try again', { stream, temperature: 5 }),
      ask('Try again', { stream, model: 'gpt-none' }),
      ask('Try again', { stream, n: 16, model: 'gpt-6-astra', max_tokens: 100_000 }),
    ])
      expect((await client.send(refused, headers)).status).toBeGreaterThanOrEqual(400)
    gateway.lab.journal.clear()
    const retried = await client.send(ask('Try again', { stream }), headers)
    expect([retried.status, retried.headers.get('idempotent-replayed')]).toEqual([200, null])
    expect(await retried.text()).toContain('nine')
    await expectOneCharge()
  })

  test('a stream that broke after it was charged is not bought again under its key', async () => {
    const headers = freshKey()
    gateway.lab.scenarios.add({ kind: 'cut', afterChunks: 2 })
    const broken = await client.stream(ask('Broken'), headers)
    expect(broken).toMatchObject({ isDone: false, error: { code: 'upstream_interrupted' } })
    const again = await client.send(ask('Broken'), headers)
    const { error } = await readRefusal(again)
    expect([again.status, error.code]).toEqual([409, 'idempotency_replayed'])
    const [entry] = await client.history()
    expect(entry).toMatchObject({ status: 'failed', credits: 1 })
    expect(error.message).toContain(entry?.requestId)
    expect(await client.balance()).toEqual({ balance: before.balance - 1, held: 0 })
    expect(gateway.lab.journal.entries).toHaveLength(1)
  })

  /** Sends, and leaves when so much of the answer has come. */
  async function leave(
    body: object,
    headers: Record<string, string>,
    when: 'before the answer' | 'in mid-stream',
  ): Promise<void> {
    const leaver = new AbortController()
    const sent = fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      signal: leaver.signal,
      headers: { ...headers, authorization: `Bearer ${client.user.token}` },
      body: JSON.stringify(body),
    })
    await expect.poll(() => gateway.lab.journal.entries.length).toBe(1)
    if (when === 'in mid-stream') await (await sent).body?.getReader().read()
    leaver.abort()
    await sent.catch(() => undefined)
  }

  test.each([
    ['a whole answer', false, 'before the answer', { kind: 'slow', firstByteMs: 400 }],
    ['a stream', true, 'before the answer', { kind: 'slow', firstByteMs: 400 }],
    ['a stream', true, 'in mid-stream', { kind: 'slow', chunkMs: 60 }],
  ] as const)(
    'who leaves %s under a key (stream: %s) %s gets it by asking again, paid once',
    async (_what, stream, when, scenario) => {
      const headers = freshKey()
      gateway.lab.scenarios.add(scenario)
      await leave(ask('Gone', { stream }), headers, when)
      const again = await client.send(ask('Gone', { stream: false }), headers)
      expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true'])
      expect(await again.json()).toMatchObject({
        choices: [{ message: { content: answer }, finish_reason: 'stop' }],
      })
      expect(gateway.lab.journal.entries[0]?.disconnectedAt).toBeUndefined()
      await expectOneCharge()
    },
  )

  test('without a key, who leaves ends the call', async () => {
    gateway.lab.scenarios.add({ kind: 'slow', chunkMs: 200 })
    await leave(ask('Gone without a key', { stream: true }), noAnswerCache, 'in mid-stream')
    await expect.poll(() => gateway.lab.journal.entries[0]?.disconnectedAt).toBeDefined()
    await expect.poll(async () => (await client.history())[0]?.status).toBe('cancelled')
    expect(await client.balance()).toEqual({ balance: before.balance - 1, held: 0 })
  })

  test('a database that cannot note the end of a call does not cost its client the answer', async () => {
    await using storage =
      gateway.place.databaseUrl === undefined
        ? await openSqlite(gateway.place.dataFolder)
        : await openPostgres(gateway.place.databaseUrl, 1)
    for (const stream of [false, true]) {
      gateway.lab.journal.clear()
      gateway.lab.scenarios.add({ kind: 'slow', firstByteMs: 300 })
      const sending = client.send(ask('Noted later', { stream }), freshKey())
      await expect.poll(() => gateway.lab.journal.entries.length).toBe(1)
      await sql`ALTER TABLE idempotency RENAME TO away`.execute(storage.database)
      const response = await sending
      const text = await response.text()
      await sql`ALTER TABLE away RENAME TO idempotency`.execute(storage.database)
      expect(response.status).toBe(200)
      expect(text).toContain(stream ? '[DONE]' : answer)
    }
    expect(gateway.log.lines.filter((line) => line.includes('could not be written'))).toHaveLength(2)
  })

  test('an answer from memory is kept under the key as well', async () => {
    await client.answer(ask('Remembered'))
    const headers = { 'idempotency-key': freshKey()['idempotency-key'] ?? '' }
    expect((await client.answer(ask('Remembered'), headers)).metadata.cached).toBe(true)
    await sleep(5)
    const again = await client.send(ask('Remembered'), { ...headers, ...noAnswerCache })
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true'])
    expect(gateway.lab.journal.entries).toHaveLength(1)
  })
})
