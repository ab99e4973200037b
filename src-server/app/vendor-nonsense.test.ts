import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openTestGateway, type TestGateway } from '../../e2e/server/support/open-test-gateway.ts'
import { testModes } from '../storage/open-test-storage.ts'
import { events, json, startAnswering, type AnsweringServer } from '../upstream/start-answering.ts'
import {
  chatClientOf,
  noAnswerCache,
  readRefusal,
  type ChatClient,
} from '../../e2e/server/support/chat-client.ts'

const ask = (model: string, content = 'Hello') => ({
  model,
  max_tokens: 200,
  messages: [{ role: 'user' as const, content }],
})

describe.each(testModes)('%s, with a vendor that says what none should', (mode) => {
  let vendor: AnsweringServer
  let gateway: TestGateway
  let client: ChatClient

  beforeAll(async () => {
    vendor = await startAnswering()
    gateway = await openTestGateway(mode, {
      vendors: { openai: { apiKey: 'lab-openai', baseUrl: vendor.url } },
    })
    client = chatClientOf(gateway, await gateway.addUser())
  })
  afterAll(async () => {
    await gateway[Symbol.asyncDispose]()
    await vendor[Symbol.asyncDispose]()
  })

  test.each(['a\0b', 'y'.repeat(100_000), 'x\r\nset-cookie: a=b'])(
    'a code that no history can keep (%#) is left out, and the credits come back',
    async (code) => {
      const before = await client.balance()
      vendor.answerWith(
        json({ error: { message: 'No.', type: 'invalid_request_error', code, param: null } }, 400),
      )
      for (const stream of [false, true])
        expect(
          (await readRefusal(await client.send({ ...ask('gpt-6-sol'), stream }, noAnswerCache))).error.code,
        ).toBe('upstream_refused_request')
      expect(await client.balance()).toEqual(before)
      expect((await client.history())[0]).toMatchObject({
        status: 'failed',
        errorCode: 'upstream_refused_request',
      })
    },
  )

  test('a stream that never says why it ended gives what came, and then the error', async () => {
    const hello = `data: ${JSON.stringify({ id: 'a', choices: [{ index: 0, delta: { content: 'Hello' } }] })}\n\n`
    vendor.answerWith(events(hello))
    expect(await client.stream(ask('gpt-6-sol'), noAnswerCache)).toMatchObject({
      status: 200,
      text: 'Hello',
      isDone: false,
      error: { code: 'upstream_interrupted' },
    })
    // The end mark of OpenAI's protocol says that it ended, if not why.
    vendor.answerWith(events(`${hello}data: [DONE]\n\n`))
    expect(await client.stream(ask('gpt-6-sol'), noAnswerCache)).toMatchObject({
      status: 200,
      text: 'Hello',
      isDone: true,
      error: undefined,
    })
  })

  test.each([
    { prompt_tokens: -5, completion_tokens: -100_000 },
    { prompt_tokens: 1e300, completion_tokens: 1e300 },
    { prompt_tokens: '5', completion_tokens: 0.5 },
    { prompt_tokens: 5, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 500 } },
    null,
  ])('usage that cannot be (%j) is estimated instead', async (usage) => {
    vendor.answerWith(
      json({
        id: 'c',
        object: 'chat.completion',
        created: 1,
        model: 'm',
        choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
        usage,
      }),
    )
    const { balance } = await client.balance()
    const given = await client.answer(ask('gpt-6-sol', `Usage ${JSON.stringify(usage)}`))
    expect(given.metadata).toMatchObject({ estimated: true, credits: { charged: 1, balance: balance - 1 } })
    expect(given).not.toHaveProperty('usage')
  })
})
