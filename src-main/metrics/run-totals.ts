import { cacheTotalsOf } from '../../src-shared/cache-measures.ts'
import type { RunRecord, SavingsTotals, UpkeepRecord } from '../../src-shared/savings.ts'
import { cacheWriteTotal, reportsCache } from '../../src-shared/usage-arithmetic.ts'

/** The columns of `daily_rollups` that are summed, with their names in SavingsTotals. */
export const totalColumns = {
  runs: 'runs',
  failedRuns: 'failed_runs',
  cancelledRuns: 'cancelled_runs',
  reportingRuns: 'reporting_runs',
  hitRuns: 'hit_runs',
  cacheReadTokens: 'cache_read_tokens',
  cacheWriteTokens: 'cache_write_tokens',
  uncachedInputTokens: 'uncached_input_tokens',
  inputTokens: 'input_tokens',
  outputTokens: 'output_tokens',
  actualCost: 'actual_cost',
  savedCost: 'saved_cost',
  unknownCostRuns: 'unknown_cost_runs',
  unknownSavingRuns: 'unknown_saving_runs',
  upkeepCost: 'upkeep_cost',
  unknownUpkeep: 'unknown_upkeep',
  netSavedCost: 'net_saved_cost',
  localHits: 'local_hits',
  localSavedCost: 'local_saved_cost',
  unknownLocalSavings: 'unknown_local_savings',
} as const satisfies Record<keyof SavingsTotals, string>

/** Sums over nothing. */
export const noTotals: Readonly<SavingsTotals> = {
  runs: 0,
  failedRuns: 0,
  cancelledRuns: 0,
  reportingRuns: 0,
  hitRuns: 0,
  cacheReadTokens: 0,
  cacheWriteTokens: 0,
  uncachedInputTokens: 0,
  inputTokens: 0,
  outputTokens: 0,
  actualCost: 0,
  savedCost: 0,
  unknownCostRuns: 0,
  unknownSavingRuns: 0,
  upkeepCost: 0,
  unknownUpkeep: 0,
  netSavedCost: 0,
  localHits: 0,
  localSavedCost: 0,
  unknownLocalSavings: 0,
}

/** Failures after which the provider may have charged for a call whose usage never arrived. */
const possiblyCharged: readonly string[] = ['stream_interrupted', 'timeout', 'provider_error', 'internal']

/**
 * What one run adds to the sums. Cache figures come from runs that reported them, money from runs whose money
 * is known. A run that the provider refused outright cost nothing, so it has no unknown money.
 */
export function totalsOfRun(run: RunRecord): SavingsTotals {
  if (run.cacheStatus === 'local') return totalsOfLocalRun(run)
  const usage = run.usage
  const refused =
    run.status === 'failed' && usage === undefined && !possiblyCharged.includes(run.error?.code ?? '')
  return {
    ...noTotals,
    ...endOf(run),
    ...cacheTotalsOf([usage]),
    cacheWriteTokens: (usage === undefined ? undefined : cacheWriteTotal(usage)) ?? 0,
    uncachedInputTokens: usage !== undefined && reportsCache(usage) ? (usage.uncachedInputTokens ?? 0) : 0,
    outputTokens: usage?.outputTokens ?? 0,
    actualCost: run.actualCost ?? 0,
    savedCost: run.savedCost ?? 0,
    netSavedCost: run.savedCost ?? 0,
    unknownCostRuns: run.actualCost === undefined && !refused ? 1 : 0,
    unknownSavingRuns: run.savedCost === undefined && !refused ? 1 : 0,
  }
}

/** What one expense beside the runs adds to the sums. */
export function totalsOfUpkeep({ cost }: Pick<UpkeepRecord, 'cost'>): SavingsTotals {
  return {
    ...noTotals,
    upkeepCost: cost ?? 0,
    unknownUpkeep: cost === undefined ? 1 : 0,
    netSavedCost: -(cost ?? 0),
  }
}

/**
 * A run that no provider saw: it is in no figure about a provider, and its saving is not one of prompt
 * caching.
 */
function totalsOfLocalRun(run: RunRecord): SavingsTotals {
  return {
    ...noTotals,
    ...endOf(run),
    localHits: 1,
    localSavedCost: run.savedCost ?? 0,
    unknownLocalSavings: run.savedCost === undefined ? 1 : 0,
  }
}

function endOf(run: RunRecord): Pick<SavingsTotals, 'runs' | 'failedRuns' | 'cancelledRuns'> {
  return {
    runs: 1,
    failedRuns: run.status === 'failed' ? 1 : 0,
    cancelledRuns: run.status === 'cancelled' ? 1 : 0,
  }
}
