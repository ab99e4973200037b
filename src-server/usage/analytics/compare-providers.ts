import type { CacheAnalytics, ProviderComparison } from '../../../src-shared/dedicated-api/admin.ts'
import type { MeasuredTotals } from '../../../src-shared/dedicated-api/usage-summary.ts'
import type { InputMoney } from './input-money.ts'

/** What a provider must have to be judged. */
const fewestCalls = 100
const fewestTokens = 100_000

export interface ProviderFacts {
  readonly provider: string
  readonly totals: MeasuredTotals
  readonly money: InputMoney
}

/**
 * Puts providers side by side, whatever each has handled, and names the one
 * where caching takes most off the price of input.
 */
export function compareProviders(facts: readonly ProviderFacts[]): CacheAnalytics['comparison'] {
  const providers = facts.map(toComparison)
  const enough = facts
    .filter(({ money }) => money.priced >= fewestCalls && money.inputTokens >= fewestTokens)
    .map(({ provider }) => provider)
  return { providers, ...judge(providers.filter(({ provider }) => enough.includes(provider))) }
}

function judge(candidates: readonly ProviderComparison[]): Omit<CacheAnalytics['comparison'], 'providers'> {
  const [best, second] = candidates.toSorted((one, other) => (other.savedShare ?? 0) - (one.savedShare ?? 0))
  if (best === undefined || second === undefined) {
    return {
      best: null,
      reason:
        `Too few data: at least two providers need ${fewestCalls} calls and ` +
        `${fewestTokens.toLocaleString('en')} input tokens each whose cost and saving are known.`,
    }
  }
  const [first, next] = [best.savedShare ?? 0, second.savedShare ?? 0]
  if (first <= 0) return { best: null, reason: 'Caching has saved money at none of the providers.' }
  if (percent(first) === percent(next))
    return {
      best: null,
      reason:
        `${best.provider} and ${second.provider} are level: ` +
        `caching took ${percent(first)} off the cost of input at both.`,
    }
  return {
    best: best.provider,
    reason:
      `At ${best.provider} caching took ${percent(first)} off the cost of input, ` +
      `at ${second.provider} ${percent(next)}.`,
  }
}

function toComparison({ provider, totals, money }: ProviderFacts): ProviderComparison {
  const asked = totals.requests - totals.answerCacheHits
  return {
    provider,
    requests: asked,
    requestHitRate: totals.requestHitRate,
    tokenReuse: totals.tokenReuse,
    savedShare: ratio(money.savedCost, money.savedCost + money.inputCost),
    per1000Requests: {
      credits: ratio(totals.credits * 1_000, asked),
      vendorCost: ratio(totals.vendorCost * 1_000, asked - totals.unknownCostRequests),
      savedCost: ratio(totals.savedCost * 1_000, asked - totals.unknownSavingRequests),
      writePremium: ratio(money.writePremium * 1_000, money.priced),
    },
    perMillionInputTokens: {
      inputCost: ratio(money.inputCost * 1_000_000, money.inputTokens),
      savedCost: ratio(money.savedCost * 1_000_000, money.inputTokens),
      writePremium: ratio(money.writePremium * 1_000_000, money.inputTokens),
    },
  }
}

/** Undefined where there is nothing to divide by. */
function ratio(value: number, by: number): number | undefined {
  return by > 0 ? value / by : undefined
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`
}
