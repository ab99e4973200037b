import { isOwnProvider } from '../../src-shared/answering-provider.ts'
import type { ProviderId } from '../../src-shared/entities.ts'
import type { ErrorInfo } from '../../src-shared/rephlo-error.ts'
import { canFallBack } from '../providers/fallback.ts'
import type { AssistServices } from './assist-services.ts'
import type { Attempt } from './attempt.ts'
import { composeRun, refuseTooLarge, type PreparedRun } from './prepare-run.ts'

/**
 * The run at the next provider of the person's chain, when the last one could not answer for a reason that
 * another can make up for. Providers without a chosen model, and those that the prompt is too large for, are
 * passed over. Address, model and interface that were given for the run belong to its first provider alone.
 */
export function nextInChain(
  services: AssistServices,
  { end, run, hasBegun }: Attempt,
): { run: PreparedRun; error: ErrorInfo } | undefined {
  if (end.type !== 'failed' || !canFallBack(end.error, hasBegun)) return undefined
  const chain = chainOf(services, run)
  for (const provider of chain.slice(chain.indexOf(run.provider.id) + 1)) {
    const next = composeRun(services, {
      ...run.request,
      provider,
      model: undefined,
      baseUrl: undefined,
      firstProvider: chain[0],
    })
    if (next.modelId !== '' && isSmallEnough(services, next)) return { run: next, error: end.error }
  }
  return undefined
}

/**
 * The chain in the settings is for one's own keys: what was meant for a team's
 * gateway goes nowhere else unless the run says so.
 */
function chainOf({ settings }: AssistServices, { provider, request }: PreparedRun): ProviderId[] {
  const first = request.firstProvider ?? provider.id
  const fallbacks = request.fallbacks ?? (isOwnProvider(first) ? settings.get().fallbacks : [])
  return [first, ...fallbacks.filter((id) => id !== first)]
}

function isSmallEnough(services: AssistServices, run: PreparedRun): boolean {
  try {
    refuseTooLarge(services, run)
    return true
  } catch {
    return false
  }
}
