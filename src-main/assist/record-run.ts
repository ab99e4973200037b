import type { CachePlanSummary, TerminalRunEvent } from '../../src-shared/run-event.ts'
import { toErrorInfo, type ErrorInfo } from '../../src-shared/rephlo-error.ts'
import type { RunRecord } from '../../src-shared/savings.ts'
import type { AssistServices } from './assist-services.ts'
import type { PreparedRun } from './prepare-run.ts'

/**
 * Notes that a run begins: what is recorded when this process dies
 * before its end, when nobody knows what was charged.
 */
export function noteBegin(
  services: AssistServices,
  run: PreparedRun,
  id: string,
  startedAt: number,
  plan: CachePlanSummary,
): void {
  const error = {
    code: 'stream_interrupted',
    message: 'Rephlo was ended before this run was complete.',
  } as const
  try {
    services.runs.begin({
      ...identityOf(run, id, startedAt),
      status: 'failed',
      error,
      cacheStatus: 'unknown',
      plan,
      latencyMs: 0,
    })
  } catch (trouble) {
    // The end of the run is recorded all the same, and tells the person when it cannot be.
    services.report('The begin of a run could not be noted', trouble)
  }
}

/**
 * Records the run; returns what went wrong instead of throwing,
 * because the answer matters more than its record.
 */
export function recordRun(
  services: AssistServices,
  run: PreparedRun,
  id: string,
  startedAt: number,
  end: TerminalRunEvent,
): ErrorInfo | undefined {
  const record: RunRecord = {
    ...identityOf(run, id, startedAt),
    status: end.type,
    error: end.type === 'failed' ? end.error : undefined,
    usage: end.usage,
    cacheStatus: end.cache.status,
    missReason: end.cache.missReason,
    miss: end.cache.miss,
    plan: end.plan,
    actualCost: end.cost.actual,
    uncachedCost: end.cost.uncached,
    savedCost: end.cost.saved,
    creditsCharged: end.credits?.charged,
    latencyMs: end.timing.latencyMs,
    firstTokenMs: end.timing.firstTokenMs,
  }
  try {
    services.runs.record(record)
    return undefined
  } catch (error) {
    services.report('A run could not be recorded', error)
    return toErrorInfo(error)
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
