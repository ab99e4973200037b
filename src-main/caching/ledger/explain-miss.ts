import type { CacheMiss } from '../../../src-shared/cache-miss.ts'
import type { CachePlan, ComposedPrompt } from '../../../src-shared/composed-prompt.ts'
import type { CacheTtl } from '../../../src-shared/run-event.ts'
import type { CacheStatus, TokenUsage } from '../../../src-shared/token-usage.ts'
import { cacheWriteTotal, totalInputTokens } from '../../../src-shared/usage-arithmetic.ts'
import { findChange, type PrefixChange } from './find-change.ts'
import { sharedBlocks } from './find-warm.ts'
import { joinDiagnosis, type Diagnosis } from './join-diagnosis.ts'
import { clockToleranceMs, type WarmBelief } from './ledger-key.ts'
import * as say from './miss-sentences.ts'
import { tokensOf } from './prefix-chain.ts'
import type { SentPrompt } from './sent-store.ts'

/** What was known as a run began, and what the provider reported. Times are epoch milliseconds. */
export interface MissFacts {
  readonly startedAt: number
  readonly model: string
  readonly prompt: ComposedPrompt
  readonly plan: CachePlan
  /** The last block that was to be cached; -1 when nothing was. */
  readonly target: number
  /** What this request could have read. */
  readonly belief: WarmBelief
  /**
   * The entry that the whole target had once, when it has ended: until when it was kept, and how long that
   * is.
   */
  readonly ended?: { readonly expiresAt: number; readonly ttl?: CacheTtl }
  /** What was sent before on this Space: to this model, and to any other. */
  readonly last?: SentPrompt
  readonly elsewhere?: SentPrompt
  /** Another run was writing the same prefix. */
  readonly parallel: boolean
  readonly minimumTokens?: number
  /** Whether the vendor promises to keep what it wrote. */
  readonly isPromised: boolean
  readonly usage?: TokenUsage
  readonly status: CacheStatus
  readonly diagnosis?: Diagnosis
  readonly fingerprintOf: (hash: string) => Uint8Array | undefined
}

/** A vendor counts tokens its own way: a prefix this near to the minimum may be below it. */
const nearMinimum = 1.25
/** A reported request of less than this share of its own prefix’s estimate is not what was sent. */
const plausibleShare = 0.5

/**
 * Why not all of the prefix was read. Of two reasons that each suffice, the one is told that
 * would have caused the miss had nothing else happened: an expired prefix is expired even if
 * it was edited as well. Undefined for a pure hit.
 */
export function explainMiss(facts: MissFacts): CacheMiss | undefined {
  if (facts.status === 'hit' || facts.status === 'local') return undefined
  const miss = fromReport(facts) ?? fromPlan(facts) ?? fromLedger(facts) ?? fromHistory(facts)
  return facts.diagnosis === undefined ? miss : joinDiagnosis(miss, facts.diagnosis)
}

function fromReport(facts: MissFacts): CacheMiss | undefined {
  if (facts.status === 'unknown') return { reason: 'not_reported', message: say.notReported }
  const message = facts.status === 'miss' ? tooShort(facts) : undefined
  return message === undefined ? undefined : { reason: 'below_minimum', message }
}

/**
 * Held against the minimum are the estimate of the prefix and, as a prefix is never
 * longer, the vendor's count of the whole request.
 */
function tooShort({
  target,
  prompt,
  plan,
  usage = {},
  minimumTokens: minimum,
}: MissFacts): string | undefined {
  const written = cacheWriteTotal(usage)
  if (minimum === undefined || usage.cacheReadTokens !== 0 || (plan.marks.length > 0 && written !== 0))
    return undefined
  const tokens = tokensOf(prompt.prefix, target < 0 ? prompt.prefix.length : target + 1)
  const input = totalInputTokens(usage) ?? 0
  const request = input >= tokens * plausibleShare ? input : Infinity
  if (tokens < minimum) return say.belowMinimum(tokens, minimum)
  if (request < minimum) return say.requestBelowMinimum(request, minimum)
  // Where nothing was to be written, a first request near to the minimum reads nothing either.
  if (plan.marks.length === 0) return undefined
  if (tokens <= minimum * nearMinimum) return say.nearMinimum(tokens, minimum)
  return request <= minimum * nearMinimum ? say.requestNearMinimum(request, minimum) : undefined
}

function fromPlan({ plan, target }: MissFacts): CacheMiss | undefined {
  return plan.mode === 'none' || target < 0 ? { reason: 'not_marked', message: plan.reason } : undefined
}

function fromLedger(facts: MissFacts): CacheMiss | undefined {
  const { belief, target, parallel, ended, startedAt } = facts
  if (belief.warmBlocks > target)
    return { reason: 'unexplained', message: say.droppedEarly(facts.isPromised) }
  if (parallel) return { reason: 'parallel_cold_start', message: say.parallel }
  return ended === undefined
    ? undefined
    : { reason: 'expired', message: say.expired(startedAt - ended.expiresAt, ended.ttl) }
}

/** Nothing is known of the target itself, so it is held against what was sent last. */
function fromHistory(facts: MissFacts): CacheMiss {
  const { last, elsewhere, prompt, target, startedAt } = facts
  const shared = last === undefined ? 0 : sharedBlocks(prompt.prefix, last)
  if (elsewhere !== undefined && isSwitch(facts, elsewhere, shared))
    return { reason: 'model_switched', message: say.switched(elsewhere.model, facts.model) }
  if (last === undefined) return { reason: 'cold', message: say.cold }
  if (last.sentAt > startedAt + clockToleranceMs) return { reason: 'unexplained', message: say.clockSetBack }
  if (last.cachedBlocks === 0) return { reason: 'cold', message: say.notCachedBefore }
  const isSame = shared > target && !isShortened(prompt, last, shared)
  const change =
    isSame || isBeyondCached(last, shared)
      ? undefined
      : findChange(last.blocks, prompt.prefix, shared, facts.fingerprintOf)
  if (last.expiresAt <= startedAt)
    return {
      reason: 'expired',
      ...detailOf(change),
      message: say.expired(startedAt - last.expiresAt, last.ttl, change),
    }
  if (change === undefined) return { reason: 'cold', message: say.notCachedBefore }
  return isNewTurn(facts, change, shared)
    ? { reason: 'new_turns', segment: 'conversation', message: say.newTurns }
    : changed(change)
}

/** Whether the last run would have left this prefix readable, had it not gone to another model. */
function isSwitch({ prompt, last, target }: MissFacts, elsewhere: SentPrompt, shared: number): boolean {
  if (last === undefined) return true
  return elsewhere.sentAt > last.sentAt && shared <= target && sharedBlocks(prompt.prefix, elsewhere) > target
}

/**
 * Whether a document at the end was removed: then the new end may have had no
 * breakpoint. A conversation that is over is no change.
 */
function isShortened({ prefix }: ComposedPrompt, last: SentPrompt, shared: number): boolean {
  const next = last.blocks[shared]
  return shared === prefix.length && next !== undefined && next.segment !== 'conversation'
}

function isBeyondCached(last: SentPrompt, shared: number): boolean {
  return shared >= last.cachedBlocks && last.cachedBlocks < last.blocks.length
}

/**
 * A conversation that went on, or another one: nobody changed
 * anything. Earlier turns that were cut off are a change.
 */
function isNewTurn({ prompt, last }: MissFacts, { segment }: PrefixChange, shared: number): boolean {
  if (segment !== 'conversation') return false
  const turns = new Set((last?.blocks ?? []).slice(shared).map(({ hash }) => hash))
  return turns.size === 0 || prompt.prefix.slice(shared).every(({ hash }) => !turns.has(hash))
}

function changed(change: PrefixChange): CacheMiss {
  return { reason: 'segment_changed', ...detailOf(change), message: say.changed(change) }
}

function detailOf(change: PrefixChange | undefined): Pick<CacheMiss, 'segment' | 'label' | 'unchangedBytes'> {
  return change === undefined
    ? {}
    : { segment: change.segment, label: change.label, unchangedBytes: change.unchangedBytes }
}
