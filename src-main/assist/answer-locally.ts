import { answerKey } from '../answers/answer-key.ts'
import type { RunCost, RunEvent, TerminalRunEvent } from '../../src-shared/run-event.ts'
import type { AssistServices } from './assist-services.ts'
import type { Attempt } from './attempt.ts'
import type { PreparedRun } from './prepare-run.ts'
import { recordRun } from './record-run.ts'
import type { RunClock } from './run-clock.ts'
import { composeCall } from './to-call.ts'

/**
 * The events of a run that is answered from this computer; undefined when answers of this
 * Command are not kept, when the person asked for a fresh one, or when none is kept. No key is
 * needed, no provider is asked, and it works offline.
 */
export function answerLocally(
  services: AssistServices,
  run: PreparedRun,
  runId: string,
  clock: RunClock,
): RunEvent[] | undefined {
  if (!keepsAnswers(services, run) || run.request.fresh === true) return undefined
  const kept = services.answers.find(keyOf(services, run), services.now())
  if (kept === undefined) return undefined
  clock.textArrived()
  const terminal: TerminalRunEvent = {
    type: 'finished',
    stopReason: 'end',
    // What the answer had cost is what this run saved; both stay unknown when that was never known.
    cost: { actual: 0, ...(kept.cost === undefined ? {} : { uncached: kept.cost, saved: kept.cost }) },
    cache: { status: 'local' },
    plan: {
      marks: [],
      mode: 'none',
      reason: keptReason(ago(services.now() - kept.storedAt)),
    },
    timing: clock.timing(),
  }
  const problem = recordRun(services, run, runId, clock.startedAt, terminal)
  services.conversations.keep(runId, [
    ...(run.request.turns ?? []),
    { role: 'user', text: run.prompt.dynamic.text },
    { role: 'assistant', text: kept.text },
  ])
  const warning: RunEvent[] =
    problem === undefined
      ? []
      : [
          {
            type: 'warning',
            code: problem.code,
            message: `The answer is complete, but the run could not be recorded. ${problem.message}`,
          },
        ]
  return [{ type: 'text', text: kept.text }, ...warning, terminal]
}

/** Whether this very task would be answered from this computer. */
export function hasLocalAnswer(services: AssistServices, run: PreparedRun): boolean {
  return keepsAnswers(services, run) && services.answers.has(keyOf(services, run), services.now())
}

/** Keeps the answer of a finished run, where the person wants that. */
export function keepAnswer(
  services: AssistServices,
  { run, text, usage, end }: Attempt,
  { actual }: RunCost,
): void {
  if (!keepsAnswers(services, run) || end.type !== 'finished') return
  const lifetimeMs = services.settings.get().localAnswerMinutes * 60_000
  // Simulated money is no money: a practice answer had cost nothing.
  const cost = run.provider.practice ? 0 : actual
  services.answers.store(
    keyOf(services, run),
    { text, stopReason: end.stopReason, scope: run.scope, usage, cost },
    lifetimeMs,
    services.now(),
  )
}

function keepsAnswers({ settings }: AssistServices, { request, command }: PreparedRun): boolean {
  return request.localAnswers ?? settings.get().localAnswerCommands.includes(command.id)
}

function keyOf({ answerKeyPrefix }: AssistServices, run: PreparedRun): string {
  return answerKey({ keyPrefix: answerKeyPrefix, provider: run.provider.id, call: composeCall(run) })
}

function ago(milliseconds: number): string {
  const minutes = Math.max(0, Math.round(milliseconds / 60_000))
  if (minutes < 1) return 'less than a minute ago'
  return minutes < 90
    ? `${minutes} ${minutes === 1 ? 'minute' : 'minutes'} ago`
    : `${Math.round(minutes / 60)} hours ago`
}

function keptReason(when: string): string {
  return `Answered from this computer: the same task was answered ${when}.`
}
