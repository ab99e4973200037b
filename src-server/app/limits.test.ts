import { Command } from 'commander'
import OpenAI from 'openai'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  chatClientOf,
  noAnswerCache,
  readRefusal,
  type ChatClient,
} from '../../e2e/server/support/chat-client.ts'
import { openTestGateway, readJson, type TestGateway } from '../../e2e/server/support/open-test-gateway.ts'
import { testModes } from '../storage/open-test-storage.ts'
import { toConfig, withServing } from './config.ts'

const defaults = toConfig(
  withServing(new Command()).parse([], { from: 'user' }).opts<Parameters<typeof toConfig>[0]>(),
  {},
)
const cheap = { model: 'claude-haiku-5-5', max_tokens: 50, messages: [{ role: 'user', content: 'Hello' }] }
const dear = { model: 'claude-opus-5-5', messages: [{ role: 'user', content: 'Hello' }] }

test('unless the operator says otherwise: 20 LLM calls, 100 ordinary and 10 expensive requests a minute', () => {
  expect(defaults.limits).toEqual({ llm: 20, standard: 100, expensive: 10 })
})

interface Rate {
  readonly limit: number
  readonly remaining: number
  readonly resetsInMs: number
}

function rateOf({ headers }: Response): Rate {
  const number = (name: string): number => Number(headers.get(`x-ratelimit-${name}`) ?? NaN)
  return { limit: number('limit'), remaining: number('remaining'), resetsInMs: number('reset') - Date.now() }
}

describe.each(testModes)('%s', (mode) => {
  let gateway: TestGateway
  let admin: ChatClient

  const addClient = async (user: Parameters<TestGateway['addUser']>[0] = {}): Promise<ChatClient> =>
    chatClientOf(gateway, await gateway.addUser(user))

  beforeAll(async () => {
    gateway = await openTestGateway(mode, { limits: { ...defaults.limits, expensive: 100_000 } })
    admin = await addClient({ admin: true })
  })
  afterAll(async () => await gateway[Symbol.asyncDispose]())

  test('twenty calls a minute are served and counted down, the next is told when to come back, and costs nothing', async () => {
    const client = await addClient()
    const rates: Rate[] = []
    for (let call = 0; call < 20; call += 1) {
      const response = await client.send(cheap, noAnswerCache)
      expect(response.status).toBe(200)
      rates.push(rateOf(response))
    }
    expect(rates.map(({ limit, remaining }) => [limit, remaining])).toEqual(
      Array.from({ length: 20 }, (_, index) => [20, 19 - index]),
    )
    for (const { resetsInMs } of rates) expect(resetsInMs > 0 && resetsInMs <= 60_000).toBe(true)
    const before = [
      await client.balance(),
      (await client.history()).length,
      gateway.lab.journal.entries.length,
    ]
    for (const stream of [false, true]) {
      const refused = await client.send({ ...cheap, stream }, noAnswerCache)
      expect(refused.status).toBe(429)
      expect(rateOf(refused)).toMatchObject({ limit: 20, remaining: 0 })
      const { error, retryAfter } = await readRefusal(refused)
      expect(error).toMatchObject({
        type: 'rate_limit_error',
        code: 'rate_limit_exceeded',
        message: `The limit of 20 requests a minute is reached. Try again in ${retryAfter ?? 0} s.`,
      })
      expect(refused.headers.get('retry-after')).toBe(String(retryAfter))
      expect(retryAfter).toBeGreaterThan(0)
      expect(retryAfter).toBeLessThanOrEqual(60)
    }
    const sdk = new OpenAI({ apiKey: client.user.token, baseURL: `${gateway.url}/v1`, maxRetries: 0 })
    await expect(
      sdk.chat.completions.create({ model: cheap.model, messages: [{ role: 'user', content: 'Hello' }] }),
    ).rejects.toBeInstanceOf(OpenAI.RateLimitError)
    expect([
      await client.balance(),
      (await client.history()).length,
      gateway.lab.journal.entries.length,
    ]).toEqual(before)
    expect((await admin.send(cheap)).status).toBe(200)
  })

  test('of forty at once, over two instances where they share a store, twenty are served', async () => {
    const { user } = await addClient()
    const urls = [gateway.url, ...(mode === 'shared' ? [(await gateway.openSecond()).url] : [])]
    const statuses = await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const response = await fetch(`${urls[index % urls.length] ?? ''}/v1/chat/completions`, {
          method: 'POST',
          headers: { ...noAnswerCache, authorization: `Bearer ${user.token}` },
          body: JSON.stringify(cheap),
        })
        await response.text()
        return response.status
      }),
    )
    expect([200, 429].map((status) => statuses.filter((each) => each === status).length)).toEqual([20, 20])
  })

  test('a request that is refused before any vendor is asked takes no LLM call; one that a vendor refused does', async () => {
    const client = await addClient({ credits: 20, tier: 'free' })
    const key = { ...noAnswerCache, 'idempotency-key': 'limits' }
    expect(rateOf(await client.send(cheap, key))).toMatchObject({ limit: 10, remaining: 9 })
    const refusals: readonly (readonly [body: unknown, headers: Record<string, string>, status: number])[] = [
      ['{', noAnswerCache, 400],
      [{ ...cheap, temperature: 9 }, noAnswerCache, 400],
      [{ ...cheap, n: 2 }, noAnswerCache, 400],
      [cheap, { 'x-answer-cache': 'maybe' }, 400],
      [
        { ...cheap, max_tokens: 128_000, messages: [{ role: 'user', content: 'Much '.repeat(200_000) }] },
        noAnswerCache,
        402,
      ],
      [dear, noAnswerCache, 403],
      [{ ...cheap, model: 'gpt-none' }, noAnswerCache, 404],
      ['x'.repeat(9 * 1024 * 1024), noAnswerCache, 413],
      [{ ...cheap, max_tokens: 51 }, key, 422],
    ]
    for (const [index, [body, headers, status]] of refusals.entries()) {
      const response = await client.send(body, headers)
      expect([response.status, rateOf(response)]).toMatchObject([
        status,
        { limit: 100, remaining: 99 - index },
      ])
      await response.text()
    }
    expect(rateOf(await client.send(cheap, key))).toMatchObject({ limit: 10, remaining: 8 })
    const fromVendor = [
      { kind: 'error', status: 400, message: 'No.' },
      { kind: 'error', status: 400, message: "Unknown parameter: 'x'." },
      { kind: 'error', status: 400, message: 'Your input exceeds the context window of this model.' },
      { kind: 'error', status: 404 },
      { kind: 'error', status: 429 },
      { kind: 'error', status: 500 },
    ] as const
    for (const [index, scenario] of fromVendor.entries()) {
      gateway.lab.scenarios.add(scenario)
      const response = await client.send(
        { ...cheap, model: 'gpt-6-luna', stream: index % 2 === 0 },
        noAnswerCache,
      )
      expect(response.status).toBeGreaterThanOrEqual(400)
      expect(rateOf(response), JSON.stringify(scenario)).toMatchObject({ limit: 10, remaining: 7 - index })
    }
  })

  test('a tier’s own limit holds at once', async () => {
    const client = await addClient({ tier: 'free' })
    const { data } = await readJson<{
      data: { id: string; name: string; models: string[]; llmPerMinute: number }[]
    }>(await gateway.ask(admin.user, 'GET', '/v1/admin/tiers'))
    const tier = data.find(({ id }) => id === 'free')
    const change = async (llmPerMinute: number | undefined): Promise<void> => {
      const changed = { name: tier?.name, models: tier?.models, llmPerMinute }
      expect((await gateway.ask(admin.user, 'PUT', '/v1/admin/tiers/free', changed)).status).toBe(200)
    }
    await change(2)
    const statuses: number[] = []
    for (let call = 0; call < 3; call += 1) statuses.push((await client.send(cheap)).status)
    await change(tier?.llmPerMinute)
    expect(statuses).toEqual([200, 200, 429])
  })

  test('a limit that the client named and cannot pay is refused with the balance and a limit that it can pay', async () => {
    const client = await addClient({ credits: 10 })
    const asked = { ...dear, max_tokens: 100_000 }
    for (const stream of [false, true]) {
      const response = await client.send({ ...asked, stream }, noAnswerCache)
      const { error, balance } = await readRefusal(response)
      expect([response.status, error.code, balance]).toEqual([402, 'insufficient_credits', 10])
      expect(error.message).toMatch(
        /may cost up to \d+ credits; your balance is 10\. Ask for at most \d+ tokens \(max_tokens\), or add credits\.$/,
      )
      const most = Number(/at most (\d+) tokens/.exec(error.message)?.[1])
      expect((await client.send({ ...asked, stream, max_tokens: most + 50 }, noAnswerCache)).status).toBe(402)
    }
    expect(await client.balance()).toEqual({ balance: 10, held: 0 })
    expect(await client.history()).toEqual([])
    const { error } = await readRefusal(await client.send(asked))
    const affordable = await client.answer({
      ...asked,
      max_tokens: Number(/at most (\d+) tokens/.exec(error.message)?.[1]),
    })
    expect(affordable.metadata).not.toHaveProperty('max_tokens_limited_to')
  })

  test('without a limit of its own a call is cut to the balance, says so, and its answer is not kept for a fuller one', async () => {
    const client = await addClient({ credits: 10 })
    gateway.lab.journal.clear()
    const limited = await client.answer(dear)
    const limit = limited.metadata.max_tokens_limited_to ?? 0
    expect(limit).toBeGreaterThan(100)
    expect(limit).toBeLessThan(defaults.defaultOutputTokens)
    expect(gateway.lab.journal.entries[0]?.body).toMatchObject({ max_tokens: limit })
    expect((await client.stream(dear)).metadata).toMatchObject({
      cached: false,
      max_tokens_limited_to: expect.any(Number) as number,
    })
    expect(
      (await gateway.ask(admin.user, 'POST', `/v1/admin/users/${client.user.id}/credits`, { delta: 1_000 }))
        .status,
    ).toBe(200)
    const full = await client.answer(dear)
    expect(full.metadata).toMatchObject({ cached: false })
    expect(full.metadata).not.toHaveProperty('max_tokens_limited_to')
    expect(gateway.lab.journal.entries.at(-1)?.body).toMatchObject({
      max_tokens: defaults.defaultOutputTokens,
    })
    expect((await client.answer(dear)).metadata.cached).toBe(true)
    const { balance, held } = await client.balance()
    expect([balance, held]).toEqual([
      1_010 - (await client.history()).reduce((sum, { credits }) => sum + credits, 0),
      0,
    ])
  })
})
