import fc from 'fast-check'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { createAnthropicProvider } from '../../../src-main/providers/anthropic/anthropic-provider.ts'
import type { ProviderCall, ProviderEvent } from '../../../src-main/providers/provider.ts'
import {
  marksPlan,
  noCaching,
  testCall,
  textBlock,
  toolBlock,
  turnBlock,
} from '../../../src-main/providers/test-call.ts'
import type { CacheTtl } from '../../../src-shared/run-event.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import { createProviderLab } from '../create-provider-lab.ts'

const lab = await createProviderLab()
afterAll(async () => await lab.close())
beforeEach(() => {
  lab.scenarios.clear()
  lab.answerWith('Fine.')
})
const provider = createAnthropicProvider({ fetch, timeoutMs: 3_000 })
const never = new AbortController().signal
const handbook = 'The office opens at nine and closes at five on every working day. '.repeat(300)
const prefix = [
  toolBlock('search'),
  textBlock('system', 'Be brief.'),
  textBlock('space', handbook),
  turnBlock('user', 'Hello'),
  turnBlock('assistant', 'Hi there'),
]

function callWith(key: string, more: Partial<ProviderCall> = {}): ProviderCall {
  return testCall({
    prompt: { prefix, dynamic: textBlock('dynamic', 'A secret question'), breakpoints: [0, 2, 4] },
    plan: marksPlan({ blockIndex: 2, ttl: '1h' }, { blockIndex: 4, ttl: '5m' }),
    credentials: { apiKey: key, baseUrl: lab.url },
    ...more,
  })
}

async function usageOfRun(call: ProviderCall): Promise<TokenUsage | undefined> {
  const events: ProviderEvent[] = []
  for await (const event of provider.stream(call, never)) events.push(event)
  expect(events.at(-1)).toEqual({ type: 'finished', stopReason: 'end' })
  return events.findLast((event) => event.type === 'usage')?.usage
}

test('a pre-warm writes what a run reads, tools and turns included, and sends no question', async () => {
  const call = callWith('lab-prewarm-ours')
  const warmed = await provider.prewarm?.(call, never)
  expect(warmed).toMatchObject({ cacheReadTokens: 0, outputTokens: 0 })
  expect(warmed?.cacheWriteTokens?.oneHour).toBeGreaterThan(3000)
  expect(warmed?.cacheWriteTokens?.fiveMinutes).toBeGreaterThan(0)
  expect(JSON.stringify(lab.journal.entries.at(-1)?.body)).not.toContain('A secret question')
  const written = (warmed?.cacheWriteTokens?.oneHour ?? 0) + (warmed?.cacheWriteTokens?.fiveMinutes ?? 0)
  expect(await usageOfRun(call)).toMatchObject({
    cacheReadTokens: written,
    cacheWriteTokens: { fiveMinutes: 0, oneHour: 0 },
  })
})

test('a pre-warm in time refreshes what would have expired', async () => {
  const call = callWith('lab-prewarm-refresh', { plan: marksPlan({ blockIndex: 2, ttl: '5m' }) })
  await usageOfRun(call)
  lab.clock.advance(4 * 60_000)
  expect(await provider.prewarm?.(call, never)).toMatchObject({ cacheWriteTokens: { fiveMinutes: 0 } })
  lab.clock.advance(4 * 60_000)
  expect((await usageOfRun(call))?.cacheReadTokens).toBeGreaterThan(3000)
})

test('what cannot be warmed or fails is a RephloError that says why', async () => {
  const call = callWith('lab-prewarm-fails')
  await expect(provider.prewarm?.({ ...call, plan: noCaching }, never)).rejects.toMatchObject({
    code: 'wrong_use',
  })
  await expect(provider.prewarm?.({ ...call, credentials: {} }, never)).rejects.toMatchObject({
    code: 'missing_key',
  })
  await expect(provider.prewarm?.({ ...call, model: 'claude-gone' }, never)).rejects.toMatchObject({
    code: 'model_not_found',
  })
  lab.scenarios.add({ kind: 'error', status: 529, retryAfterSeconds: 3 })
  await expect(provider.prewarm?.(call, never)).rejects.toMatchObject({
    code: 'overloaded',
    retryAfterMs: 3000,
  })
  lab.scenarios.add({ kind: 'garbage' })
  await expect(provider.prewarm?.(call, never)).rejects.toMatchObject({ code: 'provider_error' })
  lab.scenarios.add({ kind: 'hang' })
  await expect(provider.prewarm?.(call, never)).rejects.toMatchObject({ code: 'timeout' })
})

test.each([
  ['stream', { stream: true }],
  ['thinking', { thinking: { type: 'adaptive' } }],
  ['tool_choice', { tool_choice: { type: 'any' } }],
  ['tool_choice', { tool_choice: { type: 'tool', name: 'a' } }],
  ['output_config.format', { output_config: { format: { type: 'json_schema', schema: {} } } }],
])('the lab refuses a pre-warm with %s', async (name, change) => {
  const body = {
    model: 'claude-haiku-5-5',
    max_tokens: 0,
    messages: [{ role: 'user', content: 'warmup' }],
    ...change,
  }
  const response = await fetch(`${lab.url}/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': 'lab-refused', 'anthropic-version': '2023-06-01' },
    body: JSON.stringify(body),
  })
  expect(response.status).toBe(400)
  expect(await response.text()).toContain(`${name}: not supported when max_tokens is 0`)
})

test('no prompt and no plan are refused by the lab, as a run or as a pre-warm', async () => {
  const words = fc.constantFrom('', ' ', 'a', handbook.slice(0, 4000))
  const block = fc.oneof(
    fc.constantFrom('a', 'b').map((name) => toolBlock(name)),
    fc
      .tuple(fc.constantFrom('system' as const, 'space' as const), words)
      .map(([segment, text]) => textBlock(segment, text)),
    fc
      .tuple(fc.constantFrom('user' as const, 'assistant' as const), words)
      .map(([role, text]) => turnBlock(role, text)),
  )
  const marks = fc.array(
    fc.record({ blockIndex: fc.nat(9), ttl: fc.constantFrom<CacheTtl[]>('5m', '30m', '1h', '12h', '24h') }),
    { maxLength: 8 },
  )
  await fc.assert(
    fc.asyncProperty(fc.array(block, { maxLength: 9 }), marks, async (blocks, chosen) => {
      const call = callWith('lab-any-plan', {
        prompt: { prefix: blocks, dynamic: textBlock('dynamic', 'Hi'), breakpoints: [] },
        plan: marksPlan(...chosen),
      })
      await usageOfRun(call)
      await provider
        .prewarm?.(call, never)
        .catch((error: unknown) => expect(error).toMatchObject({ code: 'wrong_use' }))
    }),
    { numRuns: 60 },
  )
})
