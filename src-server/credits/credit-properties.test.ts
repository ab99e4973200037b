import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testModes } from '../storage/open-test-storage.ts'
import { readBooks } from './__fixtures__/books.ts'
import { holdFor, recordOf, requestOf, testTime } from './__fixtures__/calls.ts'
import { instanceId, openCredits, type TestCredits } from './__fixtures__/open-credits.ts'

const store = fc.nat(1)
const call = fc.integer({ min: 0, max: 5 }).map((index) => `call-${index}`)
const maybe = fc.option(fc.nat(5_000), { nil: undefined })
const used = fc.record({
  credits: fc.nat(40),
  status: fc.constantFrom('finished', 'failed', 'cancelled'),
  at: fc.constantFrom(testTime, testTime - 86_400_000),
  model: fc.constantFrom('claude-haiku-5-5', 'claude-opus-5-5'),
  answerCached: fc.boolean(),
  answerCacheMissed: fc.boolean(),
  uncachedInputTokens: maybe,
  cacheReadTokens: maybe,
  cacheWrite5mTokens: maybe,
  cacheWrite1hTokens: maybe,
  outputTokens: maybe,
  vendorCost: maybe,
  savedCost: fc.option(fc.integer({ min: -5_000, max: 5_000 }), { nil: undefined }),
})

const step = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('hold'), store, call, amount: fc.integer({ min: 1, max: 30 }) }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('settle'), store, call, used }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('release'), store, call }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: fc.constant('grant'), store, delta: fc.integer({ min: -30, max: 50 }) }),
  },
  // The other instance falls silent (it may only be suspended), and this one recovers its holds.
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('recover'), store }) },
)
type Step = typeof step extends fc.Arbitrary<infer Value> ? Value : never

/** Resolves to what a settlement charged; everything else charges nothing. */
async function take(opened: TestCredits, user: string, step: Step): Promise<number> {
  const credits = opened.stores[step.store] ?? opened.stores[0]
  switch (step.kind) {
    case 'hold':
      await credits.hold(holdFor(user, step.call, step.amount))
      return 0
    case 'settle': {
      const { charged, shortfall, wasSettled } = await credits.settle({
        record: recordOf(user, step.call, step.used.credits, step.used),
      })
      if (!wasSettled) expect(charged + shortfall).toBe(step.used.credits)
      return wasSettled ? 0 : charged
    }
    case 'release':
      await credits.release(requestOf(user, step.call))
      return 0
    case 'grant':
      await credits.grant({ userId: user, delta: step.delta, note: '' })
      return 0
    case 'recover':
      await opened.storage.database
        .updateTable('instances')
        .set({ heartbeat_at: 0 })
        .where('id', '=', instanceId(1 - step.store))
        .execute()
      await credits.recover()
      return 0
  }
}

/** Nothing else may go wrong, deadlocks least of all. */
function refused(reason: unknown): 0 {
  expect(String(reason)).toMatch(/cannot be taken|holds_pkey|UNIQUE constraint failed: holds/)
  return 0
}

describe.each(testModes)('%s', (mode) => {
  let opened: TestCredits
  beforeAll(async () => void (opened = await openCredits(mode, 2)))
  afterAll(async () => await opened[Symbol.asyncDispose]())

  test('whatever happens at once: balance = granted - charged - held, nothing is charged twice, and the days add up', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 8 }),
        async (rounds) => {
          const user = await opened.addUser(60)
          let charged = 0
          for (const round of rounds) {
            // A step may be refused (a correction below zero, a request held twice): then it must have changed nothing.
            const results = await Promise.allSettled(round.map((each) => take(opened, user, each)))
            for (const result of results)
              charged += result.status === 'fulfilled' ? result.value : refused(result.reason)
          }
          const books = await readBooks(opened.storage, user)
          expect(books).toEqual({
            balance: books.granted - charged - books.held,
            granted: books.granted,
            charged,
            held: books.held,
            dailyDifferences: [],
          })
          expect(books.balance).toBeGreaterThanOrEqual(0)
        },
      ),
      { numRuns: mode === 'embedded' ? 60 : 30 },
    )
  })
})
