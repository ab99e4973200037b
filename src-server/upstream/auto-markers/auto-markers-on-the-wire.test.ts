import { afterAll, expect, test } from 'vitest'
import { createProviderLab } from '../../../e2e/provider-lab/create-provider-lab.ts'
import { chatRequestSchema } from '../../../src-shared/dedicated-api/chat-request.ts'
import { findPrice } from '../../../src-shared/pricing/find-price.ts'
import { cacheWriteTotal } from '../../../src-shared/usage-arithmetic.ts'
import { createAnthropicUpstream } from '../anthropic/create-anthropic-upstream.ts'
import { createPooledFetch } from '../http/create-pooled-fetch.ts'
import { testModel } from '../test-call.ts'
import { createAutoMarkers } from './create-auto-markers.ts'

const lab = await createProviderLab()
const fetch = createPooledFetch({ timeoutMs: 2_000 })
const upstream = createAnthropicUpstream({
  apiKey: 'lab-auto-markers',
  baseUrl: lab.url,
  timeoutMs: 2_000,
  fetch,
})
const markers = createAutoMarkers({ now: () => lab.clock.now() })
const model = testModel('claude-haiku-5-5')
const price = findPrice(model, '2026-11-21')
const rules = 'The office opens at nine and closes at five on every working day. '

afterAll(async () => {
  await fetch.close()
  await lab.close()
})

/** What one plain call read and wrote, and how it was decided. */
async function ask(
  about: string,
): Promise<{ read: number | undefined; written: number | undefined; kind: string | undefined }> {
  if (price === undefined) throw new TypeError('The shipped table has prices.')
  const tools = ['f', 'g'].map((name) => ({
    type: 'function',
    function: { name, description: rules.repeat(60), parameters: { type: 'object', properties: {} } },
  }))
  const body = chatRequestSchema.parse({
    model: model.id,
    tools,
    messages: [
      { role: 'system', content: rules.repeat(60) },
      { role: 'developer', content: [{ type: 'text', text: rules.repeat(60) }] },
      { role: 'user', content: about },
    ],
  })
  const marked = markers.plan({ userId: 'u', model, price, body })
  const { usage } = await upstream.complete(
    { requestId: 'req', model, body: marked.body, maxOutputTokens: 100, isLimitAsked: false },
    new AbortController().signal,
  )
  if (marked.planned !== undefined) markers.learn(marked.planned, usage, lab.clock.now())
  return {
    read: usage?.cacheReadTokens,
    written: usage === undefined ? undefined : cacheWriteTotal(usage),
    kind: marked.planned?.kind,
  }
}

test('plain calls write the vendor’s cache once and read it after, and marks reach it at the last tool and the last system block', async () => {
  const cold = await ask('first')
  expect(cold).toMatchObject({ kind: 'write', read: 0 })
  expect(cold.written).toBeGreaterThan(2_000)
  const body = lab.journal.entries.at(-1)?.body as { tools: object[]; system: object[]; messages: object[] }
  expect([...body.tools, ...body.system, ...body.messages].map((block) => 'cache_control' in block)).toEqual([
    false,
    true,
    false,
    true,
    false,
  ])
  lab.clock.advance(60_000)
  expect(await ask('second')).toEqual({ kind: 'read', read: cold.written, written: 0 })
  lab.clock.advance(360_000)
  expect(await ask('third')).toMatchObject({ kind: 'write', read: 0, written: cold.written })
})
