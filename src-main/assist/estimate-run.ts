import type { RunEstimate } from '../../src-shared/ipc/contract.ts'
import { costOfUsage } from '../../src-shared/pricing/cost-of-usage.ts'
import type { TokenUsage } from '../../src-shared/token-usage.ts'
import { describeVariablesInDocuments } from '../prompt/compose-prompt.ts'
import { prefixSums } from '../caching/cacheable-prefix.ts'
import { hasLocalAnswer } from './answer-locally.ts'
import type { AssistServices } from './assist-services.ts'
import { planRun, type PlannedRun } from './plan-run.ts'
import { composeRun, promptTokens, type AssistRequest, type PreparedRun } from './prepare-run.ts'

/**
 * What a run would send and about cost, without caching and as
 * planned. Money is for the input alone. Sends nothing.
 */
export function estimateRun(services: AssistServices, request: AssistRequest): RunEstimate {
  const run = composeRun(services, request)
  const planned = planRun(services, run)
  const { prompt, model, modelId, provider } = run
  const inputTokens = promptTokens(prompt)
  return {
    inputTokens,
    spaceTokens: prompt.prefix.reduce(
      (sum, { segment, tokens }) => sum + (segment === 'space' ? tokens : 0),
      0,
    ),
    inputCost: costOfUsage({ uncachedInputTokens: inputTokens, outputTokens: 0 }, planned.price).actual,
    plannedCost: costOfUsage(expectedUsage(run, planned), planned.price).actual,
    warmTokens: planned.belief.warmTokens,
    warmUntil: planned.belief.expiresAt,
    planReason: planned.plan.reason,
    localAnswer: hasLocalAnswer(services, run),
    warnings: describeVariablesInDocuments(prompt),
    practice: provider.practice,
    providerName: provider.name,
    modelName: model?.name ?? modelId,
  }
}

/** The usage that a run would report if all goes as planned and estimated. */
export function expectedUsage(
  { prompt }: PreparedRun,
  { plan, belief }: Pick<PlannedRun, 'plan' | 'belief'>,
): TokenUsage {
  const total = promptTokens(prompt)
  const marked = prefixSums(prompt)[plan.marks.at(-1)?.blockIndex ?? -1] ?? 0
  const reads =
    plan.mode === 'none'
      ? 0
      : plan.mode === 'automatic'
        ? belief.warmTokens
        : Math.min(belief.warmTokens, marked)
  const written = plan.mode === 'marks' ? Math.max(0, marked - reads) : 0
  const cacheReadTokens = plan.mode === 'explicit' ? marked : reads
  const writes = {
    '5m': { fiveMinutes: written },
    '1h': { oneHour: written },
    '12h': { twelveHours: written },
    '30m': { other: written },
    '24h': { other: written },
  }[plan.ttl ?? '5m']
  return {
    uncachedInputTokens: total - cacheReadTokens - written,
    cacheReadTokens,
    ...(written === 0 ? {} : { cacheWriteTokens: writes }),
    outputTokens: 0,
  }
}
