import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createImplicitCache } from '../../provider-lab/gemini/implicit-cache.ts'
import { createExplicitCacheStore } from '../../provider-lab/gemini/explicit-cache-store.ts'
import { createOpenAiCache } from '../../provider-lab/openai/openai-cache.ts'
import { SimulatedAutomaticCache } from './simulated-automatic-cache.ts'
import { termsOf } from './terms.ts'

const gaps = fc.constantFrom(
  0,
  1,
  299_999,
  300_000,
  599_999,
  600_000,
  3_599_999,
  3_600_000,
  86_399_999,
  86_400_000,
)

function simulate(model: string) {
  const terms = termsOf({ model, day: '2026-11-21', prefixTokens: 8_000, dynamicTokens: 1_000, groups: 4 })
  if (terms.automatic === undefined) throw new Error('This model does not cache by itself.')
  return {
    ...terms,
    objects: terms.automatic.objects,
    cache: new SimulatedAutomaticCache(terms, terms.automatic),
  }
}

test('Gemini’s cache and its objects cost what the lab would bill', () => {
  fc.assert(
    fc.property(
      fc.array(fc.record({ gap: gaps, make: fc.integer({ min: 0, max: 3 }) }), { maxLength: 40 }),
      (steps) => {
        let now = 0
        let runs = 0
        const { cache, objects } = simulate('gemini-3.8-flash')
        const implicit = createImplicitCache(() => now)
        const store = createExplicitCacheStore(() => now)
        for (const { gap, make } of steps) {
          now += gap
          const option = objects[make]
          if (option !== undefined && store.list('w').length === 0) {
            store.add({
              workspace: 'w',
              model: 'm',
              displayName: undefined,
              tokens: 8_000,
              expiresAt: now + option.lifetimeMs,
            })
            expect(cache.make(now, option)).toBe(
              8_000 * 750 + Math.round((8_000 * 500 * option.lifetimeMs) / 3_600_000),
            )
          }
          const [held] = store.list('w')
          expect(cache.objectEnd(now)).toBe(held?.expiresAt)
          const request = implicit.open({
            workspace: 'w',
            model: 'm',
            minimumTokens: 4_096,
            blocks: [
              { hash: 'prefix', tokens: 8_000 },
              { hash: `run ${(runs += 1)}`, tokens: 1_000 },
            ],
          })
          if (held === undefined) request.begin()
          const read = held?.tokens ?? request.read
          expect(cache.run(now)).toBe(read * 75 + (9_000 - read) * 750)
        }
      },
    ),
    { numRuns: 60 },
  )
})

test.each([
  ['gpt-5.5', '24h', 5_000, 500],
  ['gpt-5-mini', 'in_memory', 250, 25],
] as const)('%s is kept and billed as in the lab', (model, retention, input, readRate) => {
  fc.assert(
    fc.property(fc.array(gaps, { maxLength: 40 }), (waits) => {
      let now = 0
      const { cache } = simulate(model)
      const lab = createOpenAiCache(() => now)
      for (const [index, gap] of waits.entries()) {
        now += gap
        const pieces = [
          { hash: 'prefix', tokens: 8_000 },
          { hash: `run ${index}`, tokens: 1_000 },
        ]
        const request = lab.open({
          scope: 's',
          model,
          minimumTokens: 1_024,
          pieces,
          rule: { kind: 'automatic', retention },
        })
        request.begin()
        expect(cache.run(now)).toBe(
          request.accounting.read * readRate + (9_000 - request.accounting.read) * input,
        )
      }
    }),
    { numRuns: 60 },
  )
})
