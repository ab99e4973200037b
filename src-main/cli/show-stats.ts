import { formatUsd, toUsd } from '../../src-shared/money.ts'
import type { SavingsScope, SavingsSummary } from '../../src-shared/savings.ts'
import type { AnswerStats } from '../../src-shared/ipc/contract.ts'
import { withServices } from './with-services.ts'

/** `rephlo stats`: sums over all recorded runs, real money and practice apart; unknown is null, never 0. */
export async function showStats(options: {
  readonly dataDir?: string
  readonly json?: boolean
}): Promise<void> {
  await withServices(options.dataDir, (services) => {
    const real = services.runs.summary('all', 'real')
    const practice = services.runs.summary('all', 'practice')
    const local = localCache(services.answers.stats())
    if (options.json === true)
      process.stdout.write(
        `${JSON.stringify({ ...toJson(real), practice: toJson(practice), localCache: local })}\n`,
      )
    else
      process.stdout.write(
        describe('real', real) + describe('practice', practice) + describeLocal(services.answers.stats()),
      )
  })
}

/**
 * Answers from this computer, in the form that scripts read: the hit rate is a percentage, money is dollars.
 */
function localCache({ hits, misses, savedCost, unknownSavings, entries, bytes }: AnswerStats) {
  const asked = hits + misses
  return {
    hits,
    misses,
    hitRate: asked === 0 ? null : (hits / asked) * 100,
    savedUsd: unknownSavings === hits && hits > 0 ? null : toUsd(savedCost),
    unknownSavings,
    entries,
    bytes,
  }
}

function describeLocal({ hits, misses, savedCost, unknownSavings, entries }: AnswerStats): string {
  if (hits + misses + entries === 0) return ''
  return (
    `Local answers\n  ${'Hits'.padEnd(18)}${hits} of ${hits + misses}\n  ` +
    `${'Saved'.padEnd(18)}${sumOf(savedCost, hits, unknownSavings)}\n  ` +
    `${'Kept now'.padEnd(18)}${entries}\n`
  )
}

function toJson({ totals, requestHitRate, tokenReuse, missReasons }: SavingsSummary) {
  const { actualCost, savedCost, upkeepCost, netSavedCost, localSavedCost, ...counts } = totals
  const isMoneyKnown = counts.runs > counts.unknownCostRuns || counts.runs === 0
  const isSavingKnown = counts.runs > counts.unknownSavingRuns || counts.runs === 0
  return {
    ...counts,
    requestHitRate: requestHitRate ?? null,
    tokenReuse: tokenReuse ?? null,
    actualUsd: isMoneyKnown ? toUsd(actualCost) : null,
    savedUsd: isSavingKnown ? toUsd(savedCost) : null,
    upkeepUsd: toUsd(upkeepCost),
    netSavedUsd: isSavingKnown ? toUsd(netSavedCost) : null,
    localSavedUsd: toUsd(localSavedCost),
    missReasons: Object.fromEntries(missReasons.map(({ reason, runs }) => [reason, runs])),
  }
}

function describe(scope: SavingsScope, { totals, requestHitRate, tokenReuse }: SavingsSummary): string {
  const title = scope === 'real' ? 'Real runs' : 'Practice runs (simulated prices, no money was spent)'
  if (totals.runs === 0) return `${title}: none yet\n`
  const rows = [
    ['Runs', `${totals.runs} (${totals.failedRuns} failed, ${totals.cancelledRuns} cancelled)`],
    ['Net saving', sumOf(totals.netSavedCost, totals.runs, totals.unknownSavingRuns)],
    ...(totals.upkeepCost === 0 ? [] : [['of it, upkeep', `-${formatUsd(totals.upkeepCost)}`]]),
    ['Cost', sumOf(totals.actualCost, totals.runs, totals.unknownCostRuns)],
    ['Request hit rate', percent(requestHitRate)],
    ['Token reuse', percent(tokenReuse)],
  ]
  return `${title}\n${rows.map(([name, value]) => `  ${String(name).padEnd(18)}${String(value)}\n`).join('')}`
}

/** A sum over no known run is unknown, not zero. */
function sumOf(amount: number, runs: number, unknownRuns: number): string {
  if (unknownRuns === runs) return 'unknown'
  return unknownRuns === 0
    ? formatUsd(amount)
    : `${formatUsd(amount)} (unknown for ${unknownRuns} ${unknownRuns === 1 ? 'run' : 'runs'})`
}

function percent(share: number | undefined): string {
  return share === undefined ? 'not reported' : `${(share * 100).toFixed(1)} %`
}
