import fc from 'fast-check'
import { expect, test } from 'vitest'
import { totalInputTokens } from '../../usage-arithmetic.ts'
import { fromGeminiUsage } from './from-gemini-usage.ts'

const plain = { isFinal: true, readsExplicitCache: false }

test('buckets add up to what was billed, whatever counts are left out', () => {
  const tokens = fc.option(fc.nat(1_000_000), { nil: undefined })
  fc.assert(
    fc.property(
      fc.nat(1_000_000),
      tokens,
      tokens,
      tokens,
      tokens,
      (prompt, cached, toolUse, candidates, thoughts) => {
        const raw = {
          promptTokenCount: prompt,
          cachedContentTokenCount: cached,
          toolUsePromptTokenCount: toolUse,
          candidatesTokenCount: candidates,
          thoughtsTokenCount: thoughts,
        }
        const usage = fromGeminiUsage(raw, plain)
        const isSound = cached === undefined || cached <= prompt
        expect(totalInputTokens(usage)).toBe(isSound ? prompt + (toolUse ?? 0) : undefined)
        expect(usage.outputTokens).toBe(
          candidates === undefined && thoughts === undefined
            ? undefined
            : (candidates ?? 0) + (thoughts ?? 0),
        )
      },
    ),
  )
})

test('no nonsense becomes a negative, a fraction or NaN', () => {
  const anything = fc.oneof(
    fc.integer(),
    fc.double(),
    fc.string(),
    fc.constant(null),
    fc.constant(undefined),
    fc.boolean(),
  )
  const shape = fc.record({
    promptTokenCount: anything,
    cachedContentTokenCount: anything,
    toolUsePromptTokenCount: anything,
    candidatesTokenCount: anything,
    thoughtsTokenCount: anything,
    totalTokenCount: anything,
  })
  fc.assert(
    fc.property(
      fc.oneof(shape, anything, fc.array(anything)),
      fc.boolean(),
      fc.boolean(),
      (raw, isFinal, readsExplicitCache) => {
        const { uncachedInputTokens, cacheReadTokens, outputTokens, cacheWriteTokens } = fromGeminiUsage(
          raw,
          { isFinal, readsExplicitCache },
        )
        for (const count of [uncachedInputTokens, cacheReadTokens, outputTokens])
          expect(count === undefined || (Number.isSafeInteger(count) && count >= 0)).toBe(true)
        expect(cacheWriteTokens).toBeUndefined()
      },
    ),
  )
})

test.each([
  ['absent is 0, as Gemini leaves zeros out', { promptTokenCount: 10 }, plain, 0],
  [
    'absent is unknown where a cache was named',
    { promptTokenCount: 10 },
    { isFinal: true, readsExplicitCache: true },
    undefined,
  ],
  ['absent is unknown without a prompt count', {}, plain, undefined],
  ['null is unknown', { promptTokenCount: 10, cachedContentTokenCount: null }, plain, undefined],
  ['a negative is unknown', { promptTokenCount: 10, cachedContentTokenCount: -1 }, plain, undefined],
  [
    'more than the prompt is unknown',
    { promptTokenCount: 10, cachedContentTokenCount: 11 },
    plain,
    undefined,
  ],
  [
    'a reported 0 is 0',
    { promptTokenCount: 10, cachedContentTokenCount: 0 },
    { isFinal: true, readsExplicitCache: true },
    0,
  ],
])('the cached count: %s', (_name, raw, context, expected) => {
  const usage = fromGeminiUsage(raw, context)
  expect(usage.cacheReadTokens).toBe(expected)
  expect(usage.uncachedInputTokens).toBe(expected === undefined ? undefined : 10)
  expect(usage.raw).toBe(raw)
})

test('the output counts only when the answer is complete', () => {
  expect(
    fromGeminiUsage({ promptTokenCount: 1, candidatesTokenCount: 4 }, { ...plain, isFinal: false })
      .outputTokens,
  ).toBeUndefined()
})
