import { Anthropic } from '@anthropic-ai/sdk'
import { GoogleGenAI } from '@google/genai/web'
import { OpenAI } from 'openai'
import { expect, test } from 'vitest'
import { phraseFailure as phraseInApp } from '../../src-main/providers/http/phrase-failure.ts'
import { phraseFailure as phraseInGateway } from '../../src-server/upstream/http/phrase-failure.ts'
import recorded from './__fixtures__/errors.json' with { type: 'json' }
import { classifyAnthropic } from './anthropic/classify-anthropic.ts'
import { classifyGemini } from './gemini/classify-gemini.ts'
import { classifyOpenAi } from './openai/classify-openai.ts'
import { throwIfError } from './told-error.ts'
import { vendorNames, type VendorId } from './vendor-names.ts'

type Recorded = (typeof recorded)[number]

const apiKey = 'sk-lab-0123456789'
const model = 'm-1'
const messages = [{ role: 'user' as const, content: 'Hi' }]
const address = 'http://127.0.0.1:9'
const quiet = { apiKey, maxRetries: 0, logLevel: 'off' } as const
const classifiers = { openai: classifyOpenAi, anthropic: classifyAnthropic, gemini: classifyGemini }

/** What the vendor's own SDK makes of the recorded answer. */
const askers: Readonly<
  Record<keyof typeof classifiers, (fetch: () => Promise<Response>) => Promise<unknown>>
> = {
  openai: async (fetch) => {
    const client = new OpenAI({ ...quiet, baseURL: address, fetch })
    return await client.chat.completions.create({ model, messages, stream: true })
  },
  anthropic: async (fetch) => {
    const client = new Anthropic({ ...quiet, baseURL: address, fetch })
    return await client.messages.create({ model, messages, max_tokens: 9, stream: true })
  },
  gemini: async (fetch) => {
    const client = new GoogleGenAI({ apiKey, httpOptions: { baseUrl: address, fetch } })
    return await client.models.generateContentStream({ model, contents: 'Hi' })
  },
}

function answer({ status, body }: Recorded): Response {
  if (status === 'stream')
    return new Response(typeof body === 'string' ? body : '', {
      headers: { 'content-type': 'text/event-stream' },
    })
  const isText = typeof body === 'string'
  const type = isText ? 'text/html' : 'application/json'
  return new Response(isText ? body : JSON.stringify(body), {
    status: Number(status),
    headers: { 'content-type': type },
  })
}

async function failureOf(one: Recorded): Promise<unknown> {
  try {
    if (one.status === 200) throwIfError(one.body)
    const events = await askers[one.vendor as keyof typeof askers](() => Promise.resolve(answer(one)))
    for await (const event of events as AsyncIterable<unknown>) throwIfError(event)
  } catch (error) {
    return error
  }
  return undefined
}

test.each(recorded)('$vendor: $name is $kind', async (one) => {
  const vendor = one.vendor as keyof typeof classifiers
  const classify = classifiers[vendor]
  const failure = classify(await failureOf(one), { model, hasBegun: one.status === 'stream' })
  const { field, limits, retryAfterMs } = one
  expect(failure).toMatchObject({ kind: one.kind })
  expect({ field: failure.field, limits: failure.limits }).toEqual({ field, limits })
  if (retryAfterMs !== undefined) expect(failure.retryAfterMs).toBe(retryAfterMs)
  const { name } = vendorNames[vendor satisfies VendorId]
  const context = { model, host: 'example.com', apiKey, hasBegun: false }
  const { message } = phraseInApp(failure, context, { name, classify })
  const error = phraseInGateway(failure, { name, model, apiKey })
  if (one.said !== undefined) expect(message).toContain(one.said)
  expect(failure.said ?? '').not.toMatch(/[{<\n]/)
  expect(error.status).toBeGreaterThanOrEqual(400)
})
