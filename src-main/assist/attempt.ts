import type { AnswerPiece } from '../../src-shared/answer-text/answer-piece.ts'
import { readAnswer } from '../../src-shared/answer-text/read-answer.ts'
import type { CacheMiss } from '../../src-shared/cache-miss.ts'
import { costOfUsage } from '../../src-shared/pricing/cost-of-usage.ts'
import { RephloError, toErrorInfo, type ErrorInfo } from '../../src-shared/rephlo-error.ts'
import type { CachePlanSummary, CreditCharge, RunCost, RunEvent } from '../../src-shared/run-event.ts'
import type { CacheStatus, TokenUsage } from '../../src-shared/token-usage.ts'
import { cacheStatusOf } from '../../src-shared/usage-arithmetic.ts'
import type { LedgerRun } from '../caching/ledger/cache-ledger.ts'
import { summarisePlan } from '../caching/plan-cache.ts'
import type { ProviderCall, ProviderEvent, VendorDiagnosis } from '../providers/provider.ts'
import { streamWithRetries } from '../providers/retry.ts'
import type { Stability } from '../spaces/with-stability.ts'
import { answerPurpose } from './answer-purpose.ts'
import { stake } from './learn-from-run.ts'
import type { AssistServices } from './assist-services.ts'
import { deleteOutdatedCaches, ensureExplicitCache, withoutCache } from './explicit-caches.ts'
import { logCachingChoice, planRun, type PlannedRun } from './plan-run.ts'
import type { PreparedRun } from './prepare-run.ts'
import { toCall } from './to-call.ts'

export type ProviderEnd = Extract<ProviderEvent, { type: 'finished' | 'failed' | 'cancelled' }>
type StreamEvent = Extract<RunEvent, { type: 'text' | 'thinking' | 'retracted' | 'usage' | 'warning' }>

/** A refused run would have cost nothing without caching, either. */
const nothing: RunCost = { actual: 0, uncached: 0, saved: 0 }

/**
 * One provider asked for the answer of a run: planned, noted in the ledger,
 * streamed. A run has another one when it falls back.
 */
export class Attempt {
  readonly run: PreparedRun
  readonly planned: PlannedRun
  /** How it ended; cancelled when nobody listened to its end. */
  end: ProviderEnd = { type: 'cancelled' }
  usage: TokenUsage | undefined
  /** The answer alone, without what the model thought or put around it. */
  text = ''
  /** What was charged to a balance, when that was told. */
  charge: { readonly credits: CreditCharge; readonly cost: RunCost } | undefined
  readonly #services: AssistServices
  readonly #ledgerRun: LedgerRun
  readonly #letGo: () => void
  #hasBegun = false
  #isThinking = false
  #diagnosis: VendorDiagnosis | undefined

  constructor(services: AssistServices, run: PreparedRun) {
    this.run = run
    this.#services = services
    const [planned, letGo] = services.stakes.atomically(() => {
      const decided = planRun(services, run)
      return [decided, stake(services, run, decided)] as const
    })
    this.planned = planned
    this.#letGo = letGo
    this.#ledgerRun = services.ledger.begin(this.planned.key, run.prompt, this.planned.plan, services.now())
    logCachingChoice(services, run, this.planned)
    if (run.stability !== undefined) this.#remember(run.scope, run.stability)
  }

  /** Whether the vendor began to answer, and so may charge for it. */
  get hasBegun(): boolean {
    return this.#hasBegun
  }

  /** What the run cost; where credits pay, what was charged alone says so. */
  get cost(): RunCost {
    return this.run.provider.paidInCredits === true
      ? (this.charge?.cost ?? {})
      : costOfUsage(this.usage, this.planned.price)
  }

  get summary(): CachePlanSummary {
    return summarisePlan(this.planned.plan, this.run.prompt)
  }

  /** Streams until the end, which is kept and not yielded. */
  async *stream(signal: AbortSignal): AsyncGenerator<StreamEvent> {
    const reader = readAnswer(answerPurpose(this.run))
    for await (const event of this.#events(signal)) {
      switch (event.type) {
        case 'begun':
          this.#hasBegun = true
          this.#ledgerRun.begun(this.#services.now(), event.responseId)
          break
        case 'diagnosis':
          this.#diagnosis = event.diagnosis
          break
        case 'charged':
          this.charge = event
          break
        case 'failed':
          yield* this.#read(reader.end())
          if (event.credits !== undefined) this.charge = { credits: event.credits, cost: nothing }
          this.end = event
          break
        case 'finished':
        case 'cancelled':
          yield* this.#read(reader.end())
          this.end = event
          break
        case 'text':
          this.#hasBegun = true
          yield* this.#read(reader.push(event.text))
          break
        case 'thinking':
          this.#hasBegun = true
          yield* this.#think()
          break
        case 'usage':
          this.usage = event.usage
          this.#hasBegun = true
          yield event
          break
        case 'warning':
          yield event
      }
    }
  }

  *#read(pieces: readonly AnswerPiece[]): Generator<StreamEvent> {
    for (const piece of pieces) {
      if (piece.kind === 'thought') yield* this.#think()
      else if (piece.kind === 'retracted') {
        this.text = ''
        yield { type: 'retracted' }
      } else {
        this.text += piece.text
        yield { type: 'text', text: piece.text }
      }
    }
  }

  /** Told once: thoughts come in many pieces. */
  *#think(): Generator<StreamEvent> {
    if (!this.#isThinking) yield { type: 'thinking' }
    this.#isThinking = true
  }

  /** What the caches did, and why not more; corrects what is believed warm. Called once, at the end. */
  settle(): { status: CacheStatus; miss: CacheMiss | undefined } {
    const status = cacheStatusOf(this.usage)
    this.#letGo()
    if (!this.#hasBegun) {
      this.abandon()
      return { status, miss: undefined }
    }
    const miss = this.#ledgerRun.settle({
      usage: this.usage,
      status,
      diagnosis: this.#diagnosis,
      now: this.#services.now(),
    })
    return { status, miss }
  }

  /**
   * Keeps what a later run needs to say from which byte its prefix changed. Call when the person has the
   * answer.
   */
  keepFingerprints(): void {
    if (this.#hasBegun) this.#ledgerRun.keepFingerprints()
  }

  /** Forgets it: nothing was sent, or nothing came of it. */
  abandon(): void {
    this.#letGo()
    this.#ledgerRun.abandon()
  }

  #remember(scope: string, stability: Stability): void {
    try {
      this.#services.ledger.saveStability(scope, stability)
    } catch (error) {
      this.#services.report('How often documents change could not be kept', error)
    }
  }

  async *#events(signal: AbortSignal): AsyncGenerator<ProviderEvent> {
    const { provider } = this.run
    try {
      const call = await this.#call(signal)
      const stream = (sent: ProviderCall) =>
        streamWithRetries(
          (retrySignal) => provider.stream(sent, retrySignal),
          { providerName: provider.name },
          signal,
        )
      const { explicitCache } = call.cache
      if (explicitCache === undefined) {
        yield* stream(call)
        return
      }
      for await (const event of stream(call)) {
        if (event.type === 'failed' && event.error.code === 'not_found' && !this.#hasBegun) {
          // The vendor no longer has the cache object: the whole prefix goes along instead.
          this.#services.ledger.removeCacheObject(explicitCache)
          yield* stream(withoutCache(call))
          return
        }
        yield event
      }
    } catch (error) {
      yield signal.aborted ? { type: 'cancelled' } : { type: 'failed', error: this.#failure(error) }
    }
  }

  async #call(signal: AbortSignal): Promise<ProviderCall> {
    const [call] = await Promise.all([
      toCall(this.#services, this.run, this.planned),
      deleteOutdatedCaches(this.#services, this.run),
    ])
    return this.planned.plan.mode === 'explicit'
      ? await ensureExplicitCache(this.#services, this.run, this.planned, call, signal)
      : call
  }

  #failure(error: unknown): ErrorInfo {
    if (!(error instanceof RephloError)) this.#services.report('A run failed unexpectedly', error)
    return toErrorInfo(error)
  }
}
