import { expect, test } from 'vitest'
import { chatChunks } from './__fixtures__/documented-chunks.ts'
import type { ProviderEvent } from '../provider.ts'
import { gatewayContext, gatewayVendor } from './gateway-vendor.ts'
import { withLifetimes } from './from-gateway-usage.ts'
import { costOfCredits, readGatewayStream } from './read-gateway-stream.ts'

async function read(chunks: readonly unknown[], creditsPerDollar?: number): Promise<ProviderEvent[]> {
  const events: ProviderEvent[] = []
  const iterator = chunks.values()
  const stream = {
    iterator: { next: () => Promise.resolve(iterator.next()) },
    signal: new AbortController().signal,
    timeoutMs: 1000,
    context: gatewayContext('http://localhost:1'),
    vendor: gatewayVendor(),
  }
  for await (const event of readGatewayStream(stream, () => Promise.resolve(creditsPerDollar)))
    events.push(event)
  return events
}

const chargeOf = (events: readonly ProviderEvent[]) => events.find((event) => event.type === 'charged')

test('text, usage in disjoint buckets, what it was charged, and the end, in this order', async () => {
  const events = await read(chatChunks(), 100)
  expect(events.map(({ type }) => type)).toEqual(['begun', 'text', 'text', 'usage', 'charged', 'finished'])
  expect(events[3]).toMatchObject({
    usage: {
      uncachedInputTokens: 100,
      cacheReadTokens: 2_000,
      cacheWriteTokens: { fiveMinutes: 300, oneHour: 40 },
      outputTokens: 50,
    },
  })
  expect(chargeOf(events)).toEqual({
    type: 'charged',
    credits: { charged: 1, balance: 411 },
    cost: { actual: 10_000_000, uncached: 20_000_000, saved: 10_000_000 },
  })
})

test('what a credit is worth stays unknown, and so does the cost, but the credits are told', async () => {
  expect(chargeOf(await read(chatChunks()))).toEqual({
    type: 'charged',
    credits: { charged: 1, balance: 411 },
    cost: {},
  })
})

test('a charge without the uncached one has no saving, and an answer without metadata no charge', async () => {
  expect(chargeOf(await read(chatChunks({ credits: { charged: 3, balance: 9 } }), 100))).toMatchObject({
    cost: { actual: 30_000_000 },
  })
  expect(costOfCredits({ charged: 3 }, 100)).not.toHaveProperty('saved')
  expect(chargeOf(await read(chatChunks({}), 100))).toBeUndefined()
  expect((await read(chatChunks({ credits: { charged: -3, balance: 'many' } }), 100)).at(-1)).toEqual({
    type: 'finished',
    stopReason: 'end',
  })
})

test('an answer that the credits cut short says so', async () => {
  const events = await read(
    chatChunks({ credits: { charged: 3, balance: 0 }, max_tokens_limited_to: 64 }, 'length'),
    100,
  )
  expect(events.filter((event) => event.type === 'warning')).toEqual([
    {
      type: 'warning',
      code: 'answer_limited',
      message: 'Your credits covered an answer of 64 tokens at most, so it ends too early.',
    },
  ])
})

test('credits are exact money at any rate', () => {
  expect(costOfCredits({ charged: 1, uncached: 1 }, 3)).toEqual({
    actual: 333_333_333,
    uncached: 333_333_333,
    saved: 0,
  })
  expect(costOfCredits({ charged: 5, uncached: 2 }, 100)).toMatchObject({ saved: -30_000_000 })
  expect(costOfCredits({ charged: 5 }, 0)).toEqual({})
})

test('a split that is more than was written is not believed', () => {
  const usage = {
    uncachedInputTokens: 1,
    cacheWriteTokens: { other: 10 },
    raw: { cache_creation: { ephemeral_5m_input_tokens: 9, ephemeral_1h_input_tokens: 9 } },
  }
  expect(withLifetimes(usage).cacheWriteTokens).toEqual({ other: 10 })
  expect(
    withLifetimes({ ...usage, raw: { cache_creation: { ephemeral_5m_input_tokens: 4 } } }).cacheWriteTokens,
  ).toEqual({ fiveMinutes: 4, oneHour: undefined, other: 6 })
})
