import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chatClientOf, type ChatClient } from '../../e2e/server/support/chat-client.ts'
import { openTestGateway, type TestGateway } from '../../e2e/server/support/open-test-gateway.ts'
import { testModes } from '../storage/open-test-storage.ts'
import { json, startAnswering, type AnsweringServer } from '../upstream/start-answering.ts'

/** Its prices are those of the worked case: $3 in, $0.30 read, $15 out per million tokens. */
const model = 'claude-sonnet-4-5'
const systemPrompt = 'You answer briefly and politely. '.repeat(400)

const cacheAwareRequest = {
  model,
  messages: [
    {
      role: 'user',
      content: [
        { type: 'text', text: systemPrompt, cache_control: { type: 'ephemeral' } },
        { type: 'text', text: 'User query here' },
      ],
    },
  ],
  max_tokens: 1_000,
}

function anthropicAnswer(usage: object) {
  return json({
    id: 'msg_123',
    type: 'message',
    role: 'assistant',
    model,
    content: [{ type: 'text', text: 'Hello' }],
    stop_reason: 'end_turn',
    stop_sequence: null,
    usage,
  })
}

/** The four test cases that the gateway was ordered with. */
describe.each(testModes)('%s', (mode) => {
  let gateway: TestGateway
  let client: ChatClient
  /** Answers with figures that are known beforehand. */
  let anthropic: AnsweringServer
  let measured: TestGateway
  let measuredClient: ChatClient

  beforeAll(async () => {
    anthropic = await startAnswering()
    gateway = await openTestGateway(mode)
    measured = await openTestGateway(mode, {
      vendors: { anthropic: { apiKey: 'lab-x', baseUrl: anthropic.url } },
    })
    const [user, measuredUser] = await Promise.all([gateway.addUser(), measured.addUser()])
    client = chatClientOf(gateway, user)
    measuredClient = chatClientOf(measured, measuredUser)
  })
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]()
    await measured[Symbol.asyncDispose]()
    await anthropic[Symbol.asyncDispose]()
  })

  test('1: content parts with cache_control are taken', async () => {
    const response = await client.send(cacheAwareRequest)
    expect(response.status).toBe(200)
    expect(JSON.stringify(gateway.lab.journal.entries.at(-1)?.body)).toContain(
      JSON.stringify(cacheAwareRequest.messages[0]?.content[0]),
    )
  })

  test('2: what the vendor wrote and read is in the answer’s usage', async () => {
    anthropic.answerWith(
      anthropicAnswer({
        input_tokens: 100,
        cache_creation_input_tokens: 2_000,
        cache_read_input_tokens: 1_800,
        output_tokens: 50,
      }),
    )
    const { usage } = await measuredClient.answer(cacheAwareRequest)
    expect(usage).toMatchObject({
      cache_creation_input_tokens: 2_000,
      cache_read_input_tokens: 1_800,
      completion_tokens: 50,
    })
    expect(usage).toMatchObject({
      prompt_tokens: 3_900,
      total_tokens: 3_950,
      prompt_tokens_details: { cached_tokens: 1_800, cache_write_tokens: 2_000 },
    })
  })

  test('3: tokens that were read cost less: $0.00165 of the vendor are $0.002475, which is 1 credit', async () => {
    anthropic.answerWith(
      anthropicAnswer({
        input_tokens: 100,
        cache_creation_input_tokens: 0,
        cache_read_input_tokens: 2_000,
        output_tokens: 50,
      }),
    )
    const { metadata } = await measuredClient.answer(cacheAwareRequest)
    const [entry] = await measuredClient.history()
    expect(entry?.vendorCost).toBe(1_650_000)
    expect(metadata.credits).toMatchObject({ charged: 1, uncached: 2 })
    anthropic.answerWith(anthropicAnswer({ input_tokens: 2_100, output_tokens: 50 }))
    expect((await measuredClient.answer(cacheAwareRequest)).metadata.credits?.charged).toBe(2)
  })

  test('4: the first call writes, the second reads and costs fewer credits, as the history says too', async () => {
    const request = {
      ...cacheAwareRequest,
      messages: [
        {
          role: 'system',
          content: [
            {
              type: 'text',
              text: `At ${mode}: ${systemPrompt.repeat(3)}`,
              cache_control: { type: 'ephemeral' },
            },
          ],
        },
        { role: 'user', content: 'User query here' },
      ],
    }
    const first = await client.answer(request)
    const second = await client.answer(request)
    expect(first.usage?.cache_creation_input_tokens).toBeGreaterThan(0)
    expect(second.usage?.cache_read_input_tokens).toBe(first.usage?.cache_creation_input_tokens)
    const [latest, before] = await client.history()
    expect(latest?.credits).toBeLessThan(before?.credits ?? 0)
    expect([before?.credits, latest?.credits]).toEqual([
      first.metadata.credits?.charged,
      second.metadata.credits?.charged,
    ])
    expect(latest).toMatchObject({
      cacheReadTokens: second.usage?.cache_read_input_tokens,
      cacheHitRate: expect.closeTo(1, 1) as number,
    })
  })
})
