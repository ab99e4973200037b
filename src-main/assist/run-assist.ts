import { randomUUID } from 'node:crypto'
import type { TerminalRunEvent, RunEvent } from '../../src-shared/run-event.ts'
import type { ErrorInfo } from '../../src-shared/rephlo-error.ts'
import { describeVariablesInDocuments } from '../prompt/compose-prompt.ts'
import { fallbackWarning } from '../providers/fallback.ts'
import { answerLocally, keepAnswer } from './answer-locally.ts'
import type { AssistServices } from './assist-services.ts'
import { Attempt } from './attempt.ts'
import { doubtsAbout, isWholeAnswer } from './doubts-about.ts'
import { learnFromRun } from './learn-from-run.ts'
import { nextInChain } from './next-in-chain.ts'
import type { PreparedRun } from './prepare-run.ts'
import { noteBegin, recordRun } from './record-run.ts'
import { startClock, type RunClock } from './run-clock.ts'

/**
 * Runs a prepared request: a local answer where one is kept, or else plan, call, stream, measure,
 * record. Yields `started` (again when another provider of the chain takes over), then the
 * stream, then one terminal event; every run is recorded, also a failed or cancelled one.
 * Aborting ends the vendor's stream and yields `cancelled`.
 */
export async function* runAssist(
  services: AssistServices,
  run: PreparedRun,
  signal: AbortSignal,
  runId: string = randomUUID(),
): AsyncGenerator<RunEvent> {
  const clock = startClock(services.now())
  yield started(run, runId)
  const local = answerLocally(services, run, runId, clock)
  if (local !== undefined) return yield* local
  for (const message of describeVariablesInDocuments(run.prompt))
    yield { type: 'warning', code: 'volatile_variable', message }
  // When the listener goes away without waiting for the end, the call must not go on and cost money.
  const listener = new AbortController()
  const stop = AbortSignal.any([signal, listener.signal])
  let attempt = new Attempt(services, run)
  noteBegin(services, run, runId, clock.startedAt, attempt.summary)
  let terminal: TerminalRunEvent | undefined
  let isRecorded = false
  try {
    for (;;) {
      for await (const event of attempt.stream(stop)) {
        if (event.type === 'text') clock.textArrived()
        yield event
      }
      const next = nextInChain(services, attempt)
      if (next === undefined) break
      yield fallbackWarning(next.error, attempt.run.provider.name, next.run.provider.name)
      attempt.abandon()
      attempt = new Attempt(services, next.run)
      yield started(attempt.run, runId)
    }
    terminal = settle(services, attempt, runId, clock)
    for (const doubt of doubtsAbout(attempt, terminal)) yield { type: 'warning', ...doubt }
    const problem = recordRun(services, attempt.run, runId, clock.startedAt, terminal)
    isRecorded = true
    if (problem !== undefined) yield unrecorded(problem)
    yield terminal
    attempt.keepFingerprints()
  } finally {
    listener.abort()
    if (!isRecorded) {
      const end = terminal ?? settle(services, attempt, runId, clock)
      recordRun(services, attempt.run, runId, clock.startedAt, end)
    }
  }
}

function unrecorded({ code, message }: ErrorInfo): RunEvent {
  return {
    type: 'warning',
    code,
    message: `The answer is complete, but the run could not be recorded. ${message}`,
  }
}

function started(run: PreparedRun, runId: string): RunEvent {
  return {
    type: 'started',
    runId,
    provider: run.provider.id,
    model: run.modelId,
    modelName: run.model?.name ?? run.modelId,
    practice: run.provider.practice,
  }
}

/** The end of a run with its money and its reasons; what it taught is kept. */
function settle(
  services: AssistServices,
  attempt: Attempt,
  runId: string,
  clock: RunClock,
): TerminalRunEvent {
  const { usage, end, cost, charge } = attempt
  const { status, miss } = attempt.settle()
  const outcome = {
    usage,
    cost,
    ...(charge === undefined ? {} : { credits: charge.credits }),
    cache: { status, ...(miss === undefined ? {} : { missReason: miss.reason, miss }) },
    plan: attempt.summary,
    timing: clock.timing(),
  }
  if (attempt.hasBegun) learnFromRun(services, attempt, clock.startedAt)
  if (isWholeAnswer(attempt)) {
    keepAnswer(services, attempt, outcome.cost)
    services.conversations.keep(runId, [
      ...(attempt.run.request.turns ?? []),
      { role: 'user', text: attempt.run.prompt.dynamic.text },
      { role: 'assistant', text: attempt.text },
    ])
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

function toPlainError({ code, message, retryable }: ErrorInfo): ErrorInfo {
  return { code, message, retryable }
}
