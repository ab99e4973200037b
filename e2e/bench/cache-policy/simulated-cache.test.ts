import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPrefixCache } from '../../../src-main/providers/practice/prefix-cache.ts'
import { SimulatedCache } from './simulated-cache.ts'
import { termsOf } from './terms.ts'

const terms = termsOf({
  model: 'claude-haiku-5-5',
  day: '2026-11-21',
  prefixTokens: 8_000,
  dynamicTokens: 1_000,
  groups: 4,
})
const step = fc.record({
  gap: fc.oneof(
    fc.constantFrom(0, 1, 299_999, 300_000, 3_599_999, 3_600_000),
    fc.integer({ min: 0, max: 8_000_000 }),
  ),
  action: fc.constantFrom('none', 'mark', 'mark', 'refresh'),
  option: fc.integer({ min: 0, max: 1 }),
  group: fc.integer({ min: 1, max: 4 }),
})

/** Reading up to a mark before the end of what is warm is no policy of ours, and neither is a tail with another lifetime. */
test('the closed form costs what the lab’s prefix cache would bill', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      let now = 0
      const lab = createPrefixCache({ now: () => now })
      const cache = new SimulatedCache(terms)
      const send = (tokens: number, ttl: '5m' | '1h' | undefined, dynamicTokens: number) => {
        const blocks = [1, 2, 3, 4].map((group) => ({
          hash: `${group}`,
          tokens: 2_000,
          ...(ttl && tokens === group * 2_000 ? { mark: ttl } : {}),
        }))
        const request = lab.open({
          workspace: 'w',
          model: 'm',
          minimumTokens: 512,
          blocks: [...blocks, { hash: `${now}`, tokens: dynamicTokens }],
        })
        request.begin()
        const { uncached, read, writtenFiveMinutes, writtenOneHour } = request.accounting
        return uncached * 100 + read * 10 + writtenFiveMinutes * 125 + writtenOneHour * 200
      }
      for (const { gap, action, option: wanted, group } of steps) {
        now += gap
        const warm = cache.warmAt(now)
        const option = terms.options.find(({ ttl }) => ttl === warm?.ttl) ?? terms.options[wanted]
        const tokens = Math.max(warm?.tokens ?? 0, group * 2_000)
        if (option === undefined || (option.ttl !== '5m' && option.ttl !== '1h'))
          throw new Error('This model has other lifetimes.')
        if (action === 'none') expect(cache.run(now, undefined)).toBe(send(0, undefined, 1_000))
        else if (action === 'mark')
          expect(cache.run(now, { option, tokens })).toBe(send(tokens, option.ttl, 1_000))
        // A refresh carries the head alone and a tiny message.
        else if (warm !== undefined)
          expect(cache.refresh(now, option)).toBe(
            send(warm.tokens, option.ttl, 8) - (8_000 - warm.tokens) * 100,
          )
      }
    }),
    { numRuns: 200 },
  )
})
