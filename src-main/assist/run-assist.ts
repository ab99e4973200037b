import { randomUUID } from 'node:crypto'
import type { CachePlan } from '../../src-shared/composed-prompt.ts'
import { costOfUsage } from '../../src-shared/pricing/cost-of-usage.ts'
import { findPrice } from '../../src-shared/pricing/find-price.ts'
import { toErrorInfo, type ErrorInfo } from '../../src-shared/rephlo-error.ts'
import type { CachePlanSummary, RunEvent, TerminalRunEvent } from '../../src-shared/run-event.ts'
import type { RunRecord } from '../../src-shared/savings.ts'
import type { TokenUsage } from '../../src-shared/token-usage.ts'
import { cacheStatusOf } from '../../src-shared/usage-arithmetic.ts'
import { planCache, summarisePlan } from '../caching/plan-cache.ts'
import type { ProviderCall, ProviderEvent } from '../providers/provider.ts'
import type { AssistServices } from './assist-services.ts'
import { credentialsFor, isoDay, type PreparedRun } from './prepare-run.ts'

/** Sent for a model whose limit is unknown; every current model takes it. */
const defaultMaximumOutput = 8_192
const maximumOutput = 32_000

type ProviderEnd = Extract<ProviderEvent, { type: 'finished' | 'failed' | 'cancelled' }>

/**
 * Runs a prepared request: plan, call, stream, measure, record. Yields `started`, then the stream, then one terminal event;
 * every run is recorded, also a failed or cancelled one. Aborting ends the vendor's stream and yields `cancelled`.
 */
export async function* runAssist(services: AssistServices, run: PreparedRun, signal: AbortSignal, runId: string = randomUUID()): AsyncGenerator<RunEvent> {
  const plan = planCache(run.prompt, { minimumCacheableTokens: run.model?.minimumCacheableTokens })
  const clock = startClock(services.now())
  yield { type: 'started', runId, provider: run.provider.id, model: run.modelId, modelName: run.model?.name ?? run.modelId, practice: run.provider.practice }
  noteBegin(services, interruptedRecord(run, runId, clock.startedAt, summarisePlan(plan, run.prompt)))
  // When the listener goes away without waiting for the end, the call must not go on and cost money.
  const listener = new AbortController()
  let usage: TokenUsage | undefined
  let end: ProviderEnd = { type: 'cancelled' }
  let recorded = false
  try {
    for await (const event of providerEvents(services, run, plan, AbortSignal.any([signal, listener.signal]))) {
      if (event.type === 'usage') usage = event.usage
      if (event.type === 'text') clock.textArrived()
      if (event.type === 'finished' || event.type === 'failed' || event.type === 'cancelled') end = event
      else if (event.type !== 'begun' && event.type !== 'diagnosis') yield event
    }
    const terminal = terminalEvent(services, run, plan, usage, end, clock)
    const doubt = doubtAbout(end, clock)
    if (doubt !== undefined) yield { type: 'warning', ...doubt }
    const problem = record(services, run, runId, clock.startedAt, terminal)
    recorded = true
    if (problem !== undefined) yield { type: 'warning', code: problem.code, message: `The answer is complete, but the run could not be recorded. ${problem.message}` }
    yield terminal
  } finally {
    listener.abort()
    if (!recorded) record(services, run, runId, clock.startedAt, terminalEvent(services, run, plan, usage, { type: 'cancelled' }, clock))
  }
}

async function* providerEvents(services: AssistServices, run: PreparedRun, plan: CachePlan, signal: AbortSignal): AsyncGenerator<ProviderEvent> {
  let call: ProviderCall
  try {
    call = await toCall(services, run, plan)
  } catch (error) {
    yield failure(services, error)
    return
  }
  try {
    yield* run.provider.stream(call, signal)
  } catch (error) {
    yield signal.aborted ? { type: 'cancelled' } : failure(services, error)
  }
}

function failure(services: AssistServices, error: unknown): ProviderEvent {
  const info = toErrorInfo(error)
  if (info.code === 'internal') services.report('A run failed unexpectedly', error)
  return { type: 'failed', error: info }
}

async function toCall(services: AssistServices, run: PreparedRun, plan: CachePlan): Promise<ProviderCall> {
  const { text, instructions, baseUrl } = run.request
  return {
    model: run.modelId,
    prompt: run.prompt,
    plan,
    cache: { scope: run.space?.id ?? 'none', model: run.model?.caching },
    dialect: { openAiApi: services.settings.get().openAiApi, endpointProfile: services.settings.get().endpointProfile },
    maxOutputTokens: Math.min(run.model?.maxOutputTokens ?? defaultMaximumOutput, maximumOutput),
    credentials: await credentialsFor(services, run.provider, baseUrl),
    task: { commandId: run.command.id, text, instructions },
  }
}

function terminalEvent(services: AssistServices, run: PreparedRun, plan: CachePlan, usage: TokenUsage | undefined, end: ProviderEnd, clock: Clock): TerminalRunEvent {
  const price = run.model === undefined ? undefined : findPrice(run.model, isoDay(services.now()))
  const outcome = {
    usage,
    cost: costOfUsage(usage, price),
    cache: { status: cacheStatusOf(usage) },
    plan: summarisePlan(plan, run.prompt),
    timing: clock.timing(),
  }
  switch (end.type) {
    case 'finished':
      return { type: 'finished', stopReason: end.stopReason, ...outcome }
    case 'failed':
      return { type: 'failed', error: toPlainError(end.error), ...outcome }
    case 'cancelled':
      return { type: 'cancelled', ...outcome }
  }
}

/** A complete run whose answer is not what a person expects. A refusal is explained by the provider. */
function doubtAbout(end: ProviderEnd, clock: Clock): { code: string; message: string } | undefined {
  if (end.type !== 'finished') return undefined
  if (end.stopReason === 'length') return { code: 'answer_cut', message: 'The answer reached the model’s limit and ends too early. Select less text, or ask for a shorter answer.' }
  if (end.stopReason !== 'refusal' && clock.timing().firstTokenMs === undefined) return { code: 'answer_empty', message: 'The model gave an empty answer. Try again, or change the text or the Command.' }
  return undefined
}

function toPlainError({ code, message, retryable }: ErrorInfo): ErrorInfo {
  return { code, message, retryable }
}

/** What is recorded when this process dies before the run ends: the vendor may have charged for it, nobody knows how much. */
function interruptedRecord(run: PreparedRun, id: string, startedAt: number, plan: CachePlanSummary): RunRecord {
  const error = { code: 'stream_interrupted', message: 'Rephlo was ended before this run was complete.' } as const
  return { ...identityOf(run, id, startedAt), status: 'failed', error, cacheStatus: 'unknown', plan, latencyMs: 0 }
}

function noteBegin(services: AssistServices, record: RunRecord): void {
  try {
    services.runs.begin(record)
  } catch (error) {
    // The end of the run is recorded all the same, and tells the person when it cannot be.
    services.report('The begin of a run could not be noted', error)
  }
}

function identityOf(run: PreparedRun, id: string, startedAt: number) {
  return {
    id,
    startedAt,
    commandId: run.command.id,
    commandTitle: run.command.title,
    spaceId: run.space?.id,
    spaceName: run.space?.name,
    provider: run.provider.id,
    model: run.modelId,
    practice: run.provider.practice,
  }
}

/** Records the run; returns what went wrong instead of throwing, because the answer matters more than its record. */
function record(services: AssistServices, run: PreparedRun, id: string, startedAt: number, end: TerminalRunEvent): ErrorInfo | undefined {
  const entry: RunRecord = {
    ...identityOf(run, id, startedAt),
    status: end.type,
    error: end.type === 'failed' ? end.error : undefined,
    usage: end.usage,
    cacheStatus: end.cache.status,
    plan: end.plan,
    actualCost: end.cost.actual,
    uncachedCost: end.cost.uncached,
    savedCost: end.cost.saved,
    latencyMs: end.timing.latencyMs,
    firstTokenMs: end.timing.firstTokenMs,
  }
  try {
    services.runs.record(entry)
    return undefined
  } catch (error) {
    services.report('A run could not be recorded', error)
    return toErrorInfo(error)
  }
}

interface Clock {
  readonly startedAt: number
  textArrived(): void
  timing(): { latencyMs: number; firstTokenMs: number | undefined }
}

/** Durations come from the monotonic clock, so that a changed system time cannot make them negative. */
function startClock(startedAt: number): Clock {
  const start = performance.now()
  let firstText: number | undefined
  return {
    startedAt,
    textArrived: () => {
      firstText ??= performance.now()
    },
    timing: () => ({ latencyMs: performance.now() - start, firstTokenMs: firstText === undefined ? undefined : firstText - start }),
  }
}
