import { suggestedTtls, type TtlSuggestion } from '../../../src-shared/dedicated-api/admin.ts'
import { cacheOptionsFor, type CacheOption } from '../../../src-shared/planner/cache-option.ts'
import { findPrice } from '../../../src-shared/pricing/find-price.ts'
import type { Model } from '../../../src-shared/pricing/price-table.ts'

/** Fewer gaps say little about the next ones. */
export const fewestGaps = 20

type MarkedTtl = Exclude<(typeof suggestedTtls)[number], 'none'>
type MarkedOption = CacheOption & { readonly ttl: MarkedTtl }

/**
 * Compares what a prefix that each call repeats would have cost over the gaps between calls
 * (milliseconds) without marks and with each lifetime that the model sells: a gap within the lifetime
 * reads, a longer one writes again. Prices are those of `day`.
 */
export function suggestTtl(gaps: readonly number[], model: Model | undefined, day: string): TtlSuggestion {
  const samples = gaps.length
  const price = model === undefined ? undefined : findPrice(model, day)
  if (model === undefined || price === undefined)
    return {
      suggestion: null,
      samples,
      reason: 'The price table has no price for this model, so nothing can be compared.',
    }
  const options = cacheOptionsFor(price, model.caching).filter(isMarked)
  if (options.length === 0)
    return {
      suggestion: 'none',
      expectedSavingPercent: 0,
      samples,
      reason:
        model.caching?.control === 'none'
          ? 'This model does not cache.'
          : 'The vendor caches this model by itself; there is nothing to mark.',
    }
  if (samples < fewestGaps)
    return {
      suggestion: null,
      samples,
      reason: `Only ${samples} gaps between calls that can be cached are known; ${fewestGaps} are needed.`,
    }
  const savings = options.map((option) => ({
    ttl: option.ttl,
    percent: savingPercent(gaps, option, price.input),
  }))
  return bestOf(savings, samples)
}

function bestOf(
  savings: readonly { readonly ttl: MarkedTtl; readonly percent: number }[],
  samples: number,
): TtlSuggestion {
  const best = savings.reduce((one, other) => (other.percent > one.percent ? other : one))
  const compared = savings
    .map(({ ttl, percent }) => `${ttl} ${percent < 0 ? `${-percent} % more` : `${percent} % less`}`)
    .join(', ')
  const reason =
    `Over ${samples} gaps between calls, a repeated prefix would have cost, against no marks: ` +
    `${compared}.`
  return best.percent > 0
    ? { suggestion: best.ttl, expectedSavingPercent: best.percent, samples, reason }
    : { suggestion: 'none', expectedSavingPercent: 0, samples, reason }
}

/** In percent of the cost without marks, one decimal. */
function savingPercent(
  gaps: readonly number[],
  { lifetimeMs, readRate, writeRate }: CacheOption,
  inputRate: number,
): number {
  const reads = gaps.reduce((count, gap) => count + (gap <= lifetimeMs ? 1 : 0), 0)
  const cost = reads * readRate + (gaps.length - reads) * writeRate
  const without = gaps.length * inputRate
  return without === 0 ? 0 : Math.round((1 - cost / without) * 1_000) / 10
}

function isMarked(option: CacheOption): option is MarkedOption {
  return option.kind === 'marks' && (suggestedTtls as readonly string[]).includes(option.ttl)
}
