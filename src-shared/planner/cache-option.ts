import type { ModelCaching, Rates } from '../pricing/price-table.ts'
import type { CacheTtl } from '../run-event.ts'

export const lifetimes: Readonly<Record<CacheTtl, number>> = {
  '5m': 5 * 60_000,
  '30m': 30 * 60_000,
  '1h': 3_600_000,
  '12h': 43_200_000,
  '24h': 86_400_000,
}

/** A way to cache a prefix. Rates are nano-dollars a token. */
export interface CacheOption {
  readonly ttl: CacheTtl
  readonly lifetimeMs: number
  /**
   * `marks`: breakpoints in the request. `explicit`: a cache object of its own, paid by the hour.
   * `automatic`: the vendor does it, writing is free.
   */
  readonly kind: 'marks' | 'explicit' | 'automatic'
  /**
   * What a token costs in the run that writes it; for an explicit cache, its creation and the run's own read.
   */
  readonly writeRate: number
  readonly readRate: number
  /** Nano-dollars a token and hour; 0 where keeping is free. */
  readonly storagePerHour: number
  readonly refreshedByRead: boolean
  /** Whether a request without output can keep it warm. */
  readonly canKeepWarm: boolean
}

const writeRates = {
  '5m': 'cacheWrite5m',
  '30m': 'cacheWrite30m',
  '1h': 'cacheWrite1h',
  '12h': 'cacheWrite12h',
} as const
const soldLifetimes = ['5m', '30m', '1h', '12h'] as const

/**
 * The ways to cache at these rates, shortest lifetime first. A model that writes free of
 * charge has the automatic one, which never needs a decision; explicit caches are offered
 * where storage has a price and nothing else is sold.
 */
export function cacheOptionsFor(
  rates: Rates,
  caching?: Pick<ModelCaching, 'control' | 'lifetimes' | 'prewarm'>,
): CacheOption[] {
  if (caching?.control === 'none') return []
  const common = { readRate: rates.cacheRead, storagePerHour: 0, refreshedByRead: true }
  const marked = soldLifetimes.flatMap((ttl): CacheOption[] => {
    const writeRate = rates[writeRates[ttl]]
    if (writeRate === undefined) return []
    return [
      {
        ...common,
        ttl,
        lifetimeMs: lifetimes[ttl],
        kind: 'marks',
        writeRate,
        canKeepWarm: caching?.prewarm ?? false,
      },
    ]
  })
  if (marked.length > 0) return marked
  if (rates.storagePerHour !== undefined) return [explicitOption(rates, rates.storagePerHour)]
  const ttl = caching?.lifetimes[0] ?? '5m'
  return [
    {
      ...common,
      ttl,
      lifetimeMs: lifetimes[ttl],
      kind: 'automatic',
      writeRate: rates.input,
      canKeepWarm: false,
    },
  ]
}

/** Its creation is billed like input, and the run that it is made for reads it. */
function explicitOption(rates: Rates, storagePerHour: number): CacheOption {
  const money = { writeRate: rates.input + rates.cacheRead, readRate: rates.cacheRead, storagePerHour }
  return {
    ...money,
    ttl: '1h',
    lifetimeMs: lifetimes['1h'],
    kind: 'explicit',
    refreshedByRead: false,
    canKeepWarm: false,
  }
}

/** All that one written token costs, storage over the whole lifetime included, in nano-dollars. */
export function fullWriteRate({ writeRate, storagePerHour, lifetimeMs }: CacheOption): number {
  return writeRate + (storagePerHour * lifetimeMs) / 3_600_000
}

/**
 * What the cheapest paid write of a prefix costs above not caching it, in
 * nano-dollars; undefined when all writes are free.
 */
export function cheapestPremium(
  options: readonly CacheOption[],
  inputRate: number,
  tokens: number,
): number | undefined {
  const premiums = options
    .map((option) => (fullWriteRate(option) - inputRate) * tokens)
    .filter((premium) => premium > 0)
  return premiums.length === 0 ? undefined : Math.min(...premiums)
}
