import { creditOf } from '../../src-shared/planner/account.ts'
import { believe } from '../../src-shared/planner/belief.ts'
import { cheapestPremium, fullWriteRate, type CacheOption } from '../../src-shared/planner/cache-option.ts'
import { binMiddles } from '../../src-shared/planner/gap-bins.ts'
import { observeUse } from '../../src-shared/planner/rhythm.ts'
import { localHour, type SpaceState } from '../../src-shared/planner/space-state.ts'
import type { CacheChoice, CacheQuestion } from './plan-cache.ts'

/** How long a vendor that caches by itself is taken to keep a prefix, without a promise. */
const implicitMs = 5 * 60_000
/** A cache object is made only for a clear gain: the estimate is rough, and storage is paid for sure. */
const margin = 1.25
/** Before the rhythm of a Space is known, what the vendor keeps by itself has to do. */
const leastUses = 4

export interface ExplicitQuestion extends Pick<CacheQuestion, 'prefixTokens' | 'dynamicTokens' | 'warm'> {
  readonly now: number
  readonly state: SpaceState
  readonly option: CacheOption
  readonly inputRate: number
  readonly utcOffsetMinutes: number
}

/**
 * Whether a cache object of its own pays on top of what the vendor caches by itself: only uses that
 * come later than that lasts, and within the object's lifetime, gain from it. One that lives
 * already is used, because it is paid for. Pure.
 */
export function chooseExplicit(question: ExplicitQuestion): CacheChoice {
  const { now, state, option, inputRate, prefixTokens, dynamicTokens, warm, utcOffsetMinutes } = question
  if (warm !== undefined)
    return { kind: 'read', reason: 'A cache object holds the Space, so this run reads it.' }
  const rhythm = observeUse(state.rhythm, now, localHour(now, utcOffsetMinutes))
  if (rhythm.uses < leastUses || prefixTokens === 0)
    return { kind: 'none', reason: 'It is not known yet how this Space is used.' }
  const lateUses = expectedLateUses(believe(rhythm, []).gaps, option.lifetimeMs)
  const premium = fullWriteRate(option) - inputRate
  const gain = lateUses * (inputRate - option.readRate)
  const credit = creditOf(
    state.account,
    (prefixTokens + dynamicTokens) * inputRate,
    cheapestPremium([option], inputRate, prefixTokens) ?? 0,
  )
  if (gain < margin * premium || premium * prefixTokens > credit)
    return { kind: 'none', reason: 'Storing it would probably cost more than it saves.' }
  return {
    kind: 'write',
    ttl: option.ttl,
    tokens: prefixTokens,
    reason:
      `About ${Math.round(lateUses)} uses are expected while a cache object lives and after the ` +
      'vendor’s own cache has lapsed, so its storage pays.',
  }
}

/**
 * How many uses come within a lifetime from now, each later than the
 * vendor's own cache lasts after the one before.
 */
function expectedLateUses(gaps: readonly number[], lifetimeMs: number): number {
  const steps = 60
  const stepMs = lifetimeMs / steps
  // expected[n]: late uses within the next n steps, counted from a use.
  const expected: number[] = [0]
  for (let left = 1; left <= steps; left += 1) {
    let sum = 0
    for (const [bin, probability] of gaps.entries()) {
      const taken = Math.max(1, Math.ceil((binMiddles[bin] ?? Infinity) / stepMs))
      if (taken > left) continue
      sum +=
        probability * ((binMiddles[bin] ?? 0) > implicitMs ? 1 : 0) +
        probability * (expected[left - taken] ?? 0)
    }
    expected.push(sum)
  }
  return expected.at(-1) ?? 0
}
