import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { chatClientOf, readStream, type ChatClient } from '../../e2e/server/support/chat-client.ts'
import { openTestGateway, readJson, type TestGateway } from '../../e2e/server/support/open-test-gateway.ts'
import type { GatewaySettings } from '../../src-shared/dedicated-api/admin.ts'
import { testModes } from '../storage/open-test-storage.ts'
import { answer, fresh } from './__fixtures__/fresh-question.ts'

const tool = { type: 'function', function: { name: 'look', parameters: { type: 'object', properties: {} } } }

/** Whatever a client adds or changes may change the answer. */
const differences: readonly object[] = [
  { model: 'gpt-6.1-sol' },
  { max_tokens: 401 },
  { max_tokens: undefined, max_completion_tokens: 400 },
  { temperature: 0.5 },
  { top_p: 0.9 },
  { seed: 7 },
  { stop: ['.'] },
  { n: 1 },
  { user: 'somebody' },
  { tools: [tool] },
  { tools: [tool], tool_choice: 'required' },
  { response_format: { type: 'json_object' } },
  { reasoning_effort: 'low' },
  { logit_bias: { 5: 1 } },
  { x_vendor_extension: true },
  { x_vendor_extension: { deep: [1, { deeper: 'a' }] } },
  { x_vendor_extension: { deep: [1, { deeper: 'b' }] } },
]

describe.each(testModes)('%s', (mode) => {
  let gateway: TestGateway
  let client: ChatClient
  let other: ChatClient
  let admin: ChatClient

  beforeAll(async () => {
    gateway = await openTestGateway(mode)
    gateway.lab.answerWith(answer)
    const users = await Promise.all([gateway.addUser(), gateway.addUser(), gateway.addUser({ admin: true })])
    const [first, second, third] = users.map((user) => chatClientOf(gateway, user))
    if (first === undefined || second === undefined || third === undefined)
      throw new Error('Three users were added.')
    client = first
    other = second
    admin = third
  })
  afterEach(() => {
    gateway.lab.journal.clear()
    gateway.lab.scenarios.clear()
  })
  afterAll(async () => await gateway[Symbol.asyncDispose]())

  const asked = (): number => gateway.lab.journal.entries.length
  const isCached = async (by: ChatClient, body: object, headers?: Record<string, string>): Promise<boolean> =>
    (await by.answer(body, headers)).metadata.cached

  async function change(settings: Partial<GatewaySettings>): Promise<void> {
    expect((await gateway.ask(admin.user, 'PUT', '/v1/admin/settings', settings)).status).toBe(200)
  }

  test('the same again comes from memory: no vendor, no credits, told in the history and in the statistics', async () => {
    const client = chatClientOf(gateway, await gateway.addUser())
    const body = fresh()
    const first = await client.answer(body)
    const second = await client.answer(body)
    expect(first.metadata).toMatchObject({ cached: false, credits: { charged: 1 } })
    expect(second.metadata).toMatchObject({
      cached: true,
      credits: { charged: 0, balance: first.metadata.credits?.balance },
    })
    expect(second.usage).toMatchObject({ prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 })
    expect(second.choices).toEqual(first.choices)
    expect(second.metadata.request_id).not.toBe(first.metadata.request_id)
    expect(asked()).toBe(1)
    expect(
      (await client.history()).map(({ status, answerCached, credits, answerCacheSavedCredits }) => ({
        status,
        answerCached,
        credits,
        answerCacheSavedCredits,
      })),
    ).toEqual([
      { status: 'finished', answerCached: true, credits: 0, answerCacheSavedCredits: 1 },
      { status: 'finished', answerCached: false, credits: 1, answerCacheSavedCredits: undefined },
    ])
    await client.answer(body)
    expect(await readJson(await gateway.ask(client.user, 'GET', '/v1/cache/stats'))).toEqual({
      hits: 2,
      misses: 1,
      hitRate: 66.67,
      estimatedSavings: '$0.02',
    })
    expect(await readJson(await gateway.ask(await gateway.addUser(), 'GET', '/v1/cache/stats'))).toEqual({
      hits: 0,
      misses: 0,
      hitRate: 0,
      estimatedSavings: '$0.00',
    })
    expect(await client.balance()).toEqual({ balance: 999, held: 0 })
  })

  test('only a call that was looked up in vain is a miss, also when it is streamed or fails then; one that never looked is none', async () => {
    const by = chatClientOf(gateway, await gateway.addUser())
    const never = fresh()
    for (const [name, value] of [
      ['x-answer-cache', 'off'],
      ['cache-control', 'no-store'],
    ] as const)
      await by.answer(never, { [name]: value })
    await by.answer(fresh({ prompt_cache_key: 'space-of-misses' }))
    await change({ answerCacheEnabled: false })
    await by.answer(never)
    await change({ answerCacheEnabled: true })
    expect(await readJson(await gateway.ask(by.user, 'GET', '/v1/cache/stats'))).toEqual({
      hits: 0,
      misses: 0,
      hitRate: 0,
      estimatedSavings: '$0.00',
    })
    const streamed = fresh()
    await by.stream(streamed)
    await by.answer(streamed)
    gateway.lab.scenarios.add({ kind: 'error', status: 500 })
    expect((await by.send(fresh())).status).toBe(502)
    expect(await readJson(await gateway.ask(by.user, 'GET', '/v1/cache/stats'))).toMatchObject({
      hits: 1,
      misses: 2,
      hitRate: 33.33,
    })
    expect(
      (await by.history()).map(({ answerCached, answerCacheMissed }) => [answerCached, answerCacheMissed]),
    ).toEqual([
      [false, true],
      [true, false],
      [false, true],
      ...Array.from({ length: 4 }, () => [false, false]),
    ])
  })

  test('a request that differs in any field, known or not, is asked anew', async () => {
    const body = fresh()
    await client.answer(body)
    for (const difference of differences)
      expect(await isCached(client, { ...body, ...difference }), JSON.stringify(difference)).toBe(false)
    expect(
      await isCached(client, {
        ...body,
        messages: [{ role: 'system', content: 'Be brief.' }, ...body.messages],
      }),
    ).toBe(false)
    expect(
      await isCached(client, {
        ...body,
        messages: body.messages.map((message) => ({ ...message, content: `${message.content} ` })),
      }),
    ).toBe(false)
    expect(asked()).toBe(differences.length + 3)
  })

  test('how a request is written and travels makes no difference', async () => {
    const body = fresh()
    await client.answer(body)
    expect(await isCached(client, Object.fromEntries(Object.entries(body).reverse()))).toBe(true)
    expect(await isCached(client, { ...body, model: 'openai/gpt-6-sol' })).toBe(true)
    expect(await isCached(client, { ...body, stream: false, stream_options: null })).toBe(true)
    expect(asked()).toBe(1)
  })

  test('answers are one’s own, until an admin lets users share them; an admin can switch the cache off', async () => {
    const body = fresh()
    await client.answer(body)
    expect(await isCached(other, body)).toBe(false)
    const shared = fresh()
    await change({ answerCacheShared: true })
    expect(await isCached(client, shared)).toBe(false)
    expect(await isCached(other, shared)).toBe(true)
    await change({ answerCacheShared: false })
    expect(await isCached(admin, shared)).toBe(false)
    await change({ answerCacheEnabled: false })
    expect(await isCached(client, body)).toBe(false)
    await change({ answerCacheEnabled: true })
    expect(await isCached(client, body)).toBe(true)
  })

  test.each(['claude-haiku-5-5', 'gpt-6-sol', 'gemini-3.8-flash'])(
    '%s: an answer that was streamed is given whole, and the other way round, word for word',
    async (model) => {
      const streamedFirst = fresh({ model })
      const live = await client.stream({ ...streamedFirst, stream_options: { include_usage: true } })
      const whole = await client.answer(streamedFirst)
      expect(live).toMatchObject({ text: answer, isDone: true, metadata: { cached: false } })
      expect(whole).toMatchObject({
        metadata: { cached: true },
        choices: [{ message: { role: 'assistant', content: answer }, finish_reason: 'stop' }],
      })
      const wholeFirst = fresh({ model })
      const { id } = await client.answer(wholeFirst)
      const replayed = await client.stream(wholeFirst)
      expect(replayed).toMatchObject({
        text: answer,
        isDone: true,
        metadata: { cached: true, credits: { charged: 0 } },
      })
      expect(new Set(replayed.chunks.map((chunk) => chunk.id))).toEqual(new Set([id]))
      expect(replayed.chunks.at(-1)).toMatchObject({
        usage: { total_tokens: 0 },
        choices: [{ finish_reason: 'stop' }],
      })
      expect(asked()).toBe(2)
    },
  )

  test('of 30 that ask the same at once, over two instances where they share a store, one asks the vendor and pays', async () => {
    const body = fresh()
    const urls = [gateway.url, ...(mode === 'shared' ? [(await gateway.openSecond()).url] : [])]
    const before = await client.balance()
    gateway.lab.scenarios.add({ kind: 'slow', firstByteMs: 400 })
    const headers = { authorization: `Bearer ${client.user.token}` }
    const answers = await Promise.all(
      Array.from({ length: 30 }, async (_, index) => {
        const stream = index % 3 === 0
        const response = await fetch(`${urls[index % urls.length] ?? ''}/v1/chat/completions`, {
          method: 'POST',
          headers,
          body: JSON.stringify({ ...body, stream }),
        })
        if (stream) return await readStream(response)
        const { choices, metadata } = await readJson<Awaited<ReturnType<ChatClient['answer']>>>(response)
        return { text: choices[0]?.message.content, metadata }
      }),
    )
    expect(asked()).toBe(1)
    expect(answers.map(({ text }) => text)).toEqual(Array.from({ length: 30 }, () => answer))
    expect(answers.filter(({ metadata }) => metadata?.cached === false)).toHaveLength(1)
    expect(await client.balance()).toEqual({ balance: before.balance - 1, held: 0 })
  })

  test('when the one who asks fails or leaves, the next in line asks', async () => {
    const failing = fresh()
    gateway.lab.scenarios.add({ kind: 'error', status: 500 })
    const responses = await Promise.all(Array.from({ length: 5 }, async () => await client.send(failing)))
    expect(responses.map(({ status }) => status).sort()).toEqual([200, 200, 200, 200, 502])
    expect(asked()).toBe(2)
    const left = fresh({ stream: true })
    gateway.lab.scenarios.add({ kind: 'hang' })
    const leaver = new AbortController()
    const leaving = fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      signal: leaver.signal,
      headers: { authorization: `Bearer ${client.user.token}` },
      body: JSON.stringify(left),
    }).catch((error: unknown) => error)
    await expect.poll(asked).toBe(3)
    const next = client.stream(left)
    await sleep(50)
    leaver.abort()
    await leaving
    expect(await next).toMatchObject({ text: answer, isDone: true, metadata: { cached: false } })
    expect(asked()).toBe(4)
  })
})
