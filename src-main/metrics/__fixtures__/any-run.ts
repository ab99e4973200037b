import fc from 'fast-check'
import { missReasons } from '../../../src-shared/cache-miss.ts'

export const noon = new Date(2026, 10, 21, 12).getTime()
export const day = 24 * 60 * 60 * 1000

const count = fc.option(fc.nat({ max: 10_000 }), { nil: undefined })
const money = fc.option(fc.integer({ min: -1_000_000, max: 1_000_000 }), { nil: undefined })
export const anyRun = fc.record({
  id: fc.uuid(),
  startedAt: fc.integer({ min: noon - 60 * day, max: noon }),
  practice: fc.boolean(),
  status: fc.constantFrom('finished' as const, 'failed' as const, 'cancelled' as const),
  usage: fc.option(
    fc.record({
      uncachedInputTokens: count,
      cacheReadTokens: count,
      cacheWriteTokens: fc.option(
        fc.record({ fiveMinutes: count, oneHour: count, twelveHours: count, other: count }),
        { nil: undefined },
      ),
      outputTokens: count,
    }),
    { nil: undefined },
  ),
  actualCost: money,
  savedCost: money,
  cacheStatus: fc.constantFrom('hit' as const, 'miss' as const, 'local' as const),
  missReason: fc.option(fc.constantFrom(...missReasons), { nil: undefined }),
  space: fc.constantFrom(
    {},
    { spaceId: 's1', spaceName: 'One' },
    { spaceId: 's2', spaceName: 'Two' },
    { spaceName: 'One' },
  ),
  error: fc.constantFrom(
    undefined,
    { code: 'network' as const, message: 'm' },
    { code: 'stream_interrupted' as const, message: 'm' },
  ),
})

export const anyUpkeep = fc.record({
  id: fc.uuid(),
  at: fc.integer({ min: noon - 60 * day, max: noon }),
  practice: fc.boolean(),
  cost: fc.option(fc.nat({ max: 1_000_000 }), { nil: undefined }),
  space: fc.constantFrom({}, { spaceId: 's1', spaceName: 'One' }),
})
