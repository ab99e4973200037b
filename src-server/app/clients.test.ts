import { createOpenAI } from '@ai-sdk/openai'
import { createOpenAICompatible } from '@ai-sdk/openai-compatible'
import { generateText, streamText, type LanguageModel } from 'ai'
import OpenAI from 'openai'
import { describe, expect, test } from 'vitest'
import { testModes } from '../storage/open-test-storage.ts'
import {
  openTestGateway,
  readJson,
  type TestGateway,
  type TestUser,
} from '../../e2e/server/support/open-test-gateway.ts'

const handbook = 'Parcels are sent on Mondays. Returns are free within thirty days. '.repeat(400)
const models = { anthropic: 'claude-sonnet-5-5', openai: 'gpt-6-sol', gemini: 'gemini-3.8-flash' } as const

interface HistoryEntry {
  credits: number
  cacheReadTokens?: number
  cacheWrite5mTokens?: number
  cacheWriteOtherTokens?: number
  cacheHitRate?: number
}

function cacheAware(model: string, question = 'Who pays for returns?') {
  return {
    model,
    max_tokens: 200,
    messages: [
      {
        role: 'system' as const,
        content: [{ type: 'text' as const, text: handbook, cache_control: { type: 'ephemeral', ttl: '5m' } }],
      },
      { role: 'user' as const, content: question },
    ],
  }
}

function clientOf(gateway: TestGateway, user: TestUser): OpenAI {
  return new OpenAI({ apiKey: user.token, baseURL: `${gateway.url}/v1`, maxRetries: 0 })
}

describe.each(testModes)('%s', (mode) => {
  test.each([false, true])(
    'the openai SDK (stream: %s): cold writes, warm reads, the second call costs fewer credits',
    async (stream) => {
      await using gateway = await openTestGateway(mode)
      const user = await gateway.addUser()
      const client = clientOf(gateway, user)
      const usages: Record<string, unknown>[] = []
      for (let call = 0; call < 2; call += 1)
        usages.push(stream ? await streamed(client) : await whole(client))
      const [cold, warm] = usages
      expect(cold).toMatchObject({ cache_read_input_tokens: 0 })
      expect(Number(cold?.cache_creation_input_tokens)).toBeGreaterThan(1_000)
      expect(Number(warm?.cache_read_input_tokens)).toBe(Number(cold?.cache_creation_input_tokens))
      for (const usage of usages)
        expect(usage).toMatchObject({
          total_tokens: Number(usage.prompt_tokens) + Number(usage.completion_tokens),
          prompt_tokens_details: {
            cached_tokens: usage.cache_read_input_tokens,
            cache_write_tokens: usage.cache_creation_input_tokens,
          },
        })
      // The whole input, though Anthropic's own `input_tokens` leaves out what was cached.
      expect(Number(warm?.prompt_tokens)).toBe(Number(cold?.prompt_tokens))
      const history = await readJson<{ data: HistoryEntry[] }>(await gateway.ask(user, 'GET', '/v1/usage'))
      const [second, first] = history.data
      expect(second?.credits).toBeLessThan(first?.credits ?? 0)
      expect(second?.cacheHitRate).toBeGreaterThan(0.9)
      const { balance, held } = await gateway.balanceOf(user)
      expect({ balance, held }).toEqual({
        balance: 1_000 - (first?.credits ?? 0) - (second?.credits ?? 0),
        held: 0,
      })
    },
  )

  test('cache_control arrives byte for byte', async () => {
    await using gateway = await openTestGateway(mode)
    const user = await gateway.addUser()
    await clientOf(gateway, user).chat.completions.create(cacheAware(models.anthropic))
    expect(JSON.stringify(gateway.lab.journal.entries.at(-1)?.body)).toContain(
      JSON.stringify({ type: 'text', text: handbook, cache_control: { type: 'ephemeral', ttl: '5m' } }),
    )
  })

  test.each(Object.values(models))(
    '%s: the AI SDK, whole and streamed, gets text and usage',
    async (model) => {
      await using gateway = await openTestGateway(mode)
      const user = await gateway.addUser()
      const options = { apiKey: user.token, baseURL: `${gateway.url}/v1` }
      const clients: LanguageModel[] = [
        createOpenAI(options).chat(model),
        createOpenAICompatible({ ...options, name: 'rephlo', includeUsage: true }).chatModel(model),
      ]
      for (const client of clients) {
        const prompt = { model: client, system: handbook, prompt: 'Who pays for returns?', maxRetries: 0 }
        const { text, usage } = await generateText({ ...prompt, headers: { 'x-answer-cache': 'off' } })
        const stream = streamText({ ...prompt, headers: { 'x-answer-cache': 'off' } })
        expect(await stream.text).toBe(text)
        expect(text).not.toBe('')
        expect(await stream.usage).toMatchObject({
          outputTokens: usage.outputTokens,
          inputTokens: usage.inputTokens,
        })
        expect(usage.inputTokens).toBeGreaterThan(1_000)
      }
    },
  )

  test('the openai SDK against each vendor: same shape, usage in the answer and in the last chunk', async () => {
    await using gateway = await openTestGateway(mode)
    const user = await gateway.addUser()
    const client = clientOf(gateway, user)
    for (const model of Object.values(models)) {
      const answer = await client.chat.completions.create(
        { model, messages: [{ role: 'user', content: 'Say hello.' }] },
        { headers: { 'x-answer-cache': 'off' } },
      )
      expect(answer.choices[0]?.message.content).toEqual(expect.any(String))
      const chunks: OpenAI.ChatCompletionChunk[] = []
      for await (const chunk of await client.chat.completions.create(
        { model, stream: true, messages: [{ role: 'user', content: 'Say hello.' }] },
        { headers: { 'x-answer-cache': 'off' } },
      ))
        chunks.push(chunk)
      expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(
        answer.choices[0]?.message.content,
      )
      expect(chunks.at(-1)?.usage).toMatchObject({
        prompt_tokens: answer.usage?.prompt_tokens,
        completion_tokens: answer.usage?.completion_tokens,
      })
    }
  })

  test('the models that the SDK lists are those that can be called', async () => {
    await using gateway = await openTestGateway(mode)
    const user = await gateway.addUser({ tier: 'free' })
    const { data } = await clientOf(gateway, user).models.list()
    expect(data.map(({ id }) => id)).toContain('claude-haiku-5-5')
    expect(data.map(({ id }) => id)).not.toContain('claude-opus-5-5')
    await expect(
      clientOf(gateway, user).chat.completions.create({
        model: 'claude-opus-5-5',
        messages: [{ role: 'user', content: 'Hi' }],
      }),
    ).rejects.toMatchObject({ status: 403, code: 'model_not_allowed' })
  })
})

async function whole(client: OpenAI): Promise<Record<string, unknown>> {
  const answer = await client.chat.completions.create(cacheAware(models.anthropic))
  return { ...answer.usage }
}

async function streamed(client: OpenAI): Promise<Record<string, unknown>> {
  let usage: object | null | undefined
  for await (const chunk of await client.chat.completions.create({
    ...cacheAware(models.anthropic),
    stream: true,
  }))
    usage = chunk.usage ?? usage
  return { ...usage }
}
