import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { chatClientOf, readRefusal, type ChatClient } from '../../e2e/server/support/chat-client.ts'
import { openTestGateway, type TestGateway } from '../../e2e/server/support/open-test-gateway.ts'
import { testModes } from '../storage/open-test-storage.ts'
import { answer, fresh } from './__fixtures__/fresh-question.ts'

describe.each(testModes)('%s', (mode) => {
  let gateway: TestGateway
  let client: ChatClient

  beforeAll(async () => {
    gateway = await openTestGateway(mode)
    gateway.lab.answerWith(answer)
    client = chatClientOf(gateway, await gateway.addUser())
  })
  afterEach(() => {
    gateway.lab.journal.clear()
    gateway.lab.scenarios.clear()
  })
  afterAll(async () => await gateway[Symbol.asyncDispose]())
  const isCached = async (by: ChatClient, body: object, headers?: Record<string, string>): Promise<boolean> =>
    (await by.answer(body, headers)).metadata.cached

  test('a request that manages the vendor’s cache goes to the vendor, unless its header asks for memory', async () => {
    const marked = fresh({
      model: 'claude-haiku-5-5',
      messages: [
        {
          role: 'user',
          content: [{ type: 'text', text: `Marked ${mode}`, cache_control: { type: 'ephemeral' } }],
        },
      ],
    })
    for (const body of [marked, fresh({ prompt_cache_key: 'space-1' })]) {
      for (let call = 0; call < 2; call += 1) expect(await isCached(client, body)).toBe(false)
      expect(await isCached(client, body, { 'x-answer-cache': 'on' })).toBe(false)
      expect(await isCached(client, body, { 'x-answer-cache': 'on' })).toBe(true)
    }
  })

  test('headers ask for the vendor, or for a new answer in place of the kept one', async () => {
    const body = fresh()
    await client.answer(body)
    for (const [name, value] of [
      ['x-answer-cache', 'off'],
      ['cache-control', 'no-store'],
    ] as const)
      expect(await isCached(client, body, { [name]: value })).toBe(false)
    gateway.lab.answerWith('Another answer.')
    expect(await isCached(client, body, { 'x-answer-cache': 'refresh' })).toBe(false)
    gateway.lab.answerWith(answer)
    expect(await client.answer(body)).toMatchObject({
      metadata: { cached: true },
      choices: [{ message: { content: 'Another answer.' } }],
    })
    const before = await client.balance()
    const refused = await client.send(body, { 'x-answer-cache': 'maybe' })
    expect([refused.status, (await readRefusal(refused)).error.param]).toEqual([400, 'x-answer-cache'])
    expect(await client.balance()).toEqual(before)
  })

  test('an answer is forgotten when its time is over', async () => {
    const ttlMs = 1_000
    await using hasty = await openTestGateway(mode, { answerCacheTtlMs: ttlMs })
    const by = chatClientOf(hasty, await hasty.addUser())
    const body = fresh()
    // From before it is kept on: a slow machine can only come later.
    const soonest = Date.now() + ttlMs - 100
    await by.answer(body)
    await vi.waitFor(async () => expect(await isCached(by, body)).toBe(false), {
      timeout: 120_000,
      interval: 100,
    })
    expect(Date.now()).toBeGreaterThanOrEqual(soonest)
    // The first, and the one that found it forgotten: all between were answered from what was kept.
    expect((await by.history()).filter(({ answerCached }) => !answerCached)).toHaveLength(2)
  })
})
