import type { EditPreview, SpaceCacheState, WarmPrefix } from '../../src-shared/ipc/contract.ts'
import { formatUsd } from '../../src-shared/money.ts'
import { costOfEdit, type EditCost } from '../caching/cost-of-edit.ts'
import { describeVariablesInDocuments, composePrompt } from '../prompt/compose-prompt.ts'
import type { DocumentDraft } from '../spaces/space-store.ts'
import type { AssistServices } from './assist-services.ts'
import { deleteCondemnedCaches } from './explicit-caches.ts'
import { planRun, type PlannedRun } from './plan-run.ts'
import { plannerFacts } from './planner-facts.ts'
import { composeRun, promptTokens, scopeOfSpace, type PreparedRun } from './prepare-run.ts'
import { adviseOnSpace } from './space-advice.ts'
import { spaceStateOf } from './space-state.ts'

/** Enough of a Command to compose a Space with: its text does not matter to the prefix. */
const anyRequest = { text: '', instructions: '', allowLarge: true } as const

/** How a Space stands with the caches, for the present provider and model. Throws `not_found`. */
export function spaceCacheState(services: AssistServices, spaceId: string): SpaceCacheState {
  const run = composeSpace(services, spaceId)
  const planned = planRun(services, run)
  const state = spaceStateOf(services, run)
  const facts = plannerFacts(run, planned.price, promptTokens(run.prompt))
  const advice = adviseOnSpace(state, facts, planned.prefixTokens)
  return {
    warm: warmPrefixes(services, run),
    uses: state.rhythm.uses,
    ...advice,
    warnings: describeVariablesInDocuments(run.prompt),
  }
}

/** What saving a draft would cost at the next run. Rejects with `bad_input`, `too_large`, `not_found`. */
export async function previewEdit(services: AssistServices, draft: DocumentDraft): Promise<EditPreview> {
  const run = composeSpace(services, draft.spaceId)
  const planned = planRun(services, run)
  const edited = composePrompt(
    await services.spaces.previewEdit({ ...draft, addedLate: isWarm(services, draft.spaceId) }),
    { template: '', text: '', instructions: '', targetLanguage: '' },
    { promptVersion: services.settings.get().promptVersion },
  )
  const writeRate = writeRateOf(run, planned, promptTokens(edited))
  const cost = costOfEdit({
    current: run.prompt.prefix,
    edited: edited.prefix,
    breakpoints: run.prompt.breakpoints,
    belief: planned.belief,
    writeRate,
  })
  const { totalTokens, unchangedTokens, rewrittenTokens, rewriteCost } = cost
  const message = isWritten(run, planned) ? describeEdit(cost, run.provider.practice) : notWritten(run)
  return {
    totalTokens,
    unchangedTokens,
    rewrittenTokens,
    rewriteCost,
    isWarm: cost.losesWarmth,
    message,
    warnings: describeVariablesInDocuments(edited),
  }
}

/** Whether something of a Space is believed to be in a vendor's cache: what joins it now goes behind that. */
export function isWarm({ ledger, now }: AssistServices, spaceId: string): boolean {
  return ledger.warmEntries(scopeOfSpace(spaceId), now()).length > 0
}

/** Call after a Space's content or the way it is sent changed. Never throws: the change itself is saved. */
export function spaceChanged(services: AssistServices, spaceId: string): void {
  attempt(services, () =>
    services.spaceCaches.spaceChanged(scopeOfSpace(spaceId), composeSpace(services, spaceId).prompt.prefix),
  )
}

/** Call after a Space was deleted. Never throws. */
export function spaceDeleted(services: AssistServices, spaceId: string): void {
  attempt(services, () => {
    services.spaceCaches.spaceDeleted(scopeOfSpace(spaceId))
    services.ledger.deleteScope(`practice ${scopeOfSpace(spaceId)}`)
  })
}

function attempt(services: AssistServices, forget: () => void): void {
  try {
    forget()
  } catch (error) {
    services.report('What a changed Space made invalid could not be forgotten', error)
  }
  deleteCondemnedCaches(services).catch((error: unknown) =>
    services.report('Cache objects could not be deleted', error),
  )
}

function composeSpace(services: AssistServices, spaceId: string): PreparedRun {
  const commandId = services.commands.list()[0]?.id ?? ''
  return composeRun(services, { ...anyRequest, commandId, spaceId })
}

function warmPrefixes({ ledger, models, now }: AssistServices, { scope }: PreparedRun): WarmPrefix[] {
  return ledger.warmEntries(scope, now()).map(({ account, model, tokens, ttl, expiresAt }) => {
    const provider = account.split(/[ \n]/)[0] ?? account
    const name = models[provider]?.models.find(({ id }) => id === model)?.name ?? model
    return { provider, model: name, tokens, ttl, expiresAt }
  })
}

/** Whether runs on this Space may write a cache that is paid for. */
function isWritten({ policy, caching }: PreparedRun, { config, prefixTokens }: PlannedRun): boolean {
  return policy !== 'off' && config.config.enabled && caching.control === 'breakpoints' && prefixTokens > 0
}

function notWritten({ policy, caching }: PreparedRun): string {
  if (policy !== 'off' && caching.control === 'automatic')
    return 'The provider caches by itself and charges nothing for writing, so saving costs nothing extra.'
  return 'This Space is not cached here, so saving costs nothing extra.'
}

/**
 * What a token written costs, for the lifetime that the next run would ask for; undefined without a known
 * price.
 */
function writeRateOf(run: PreparedRun, planned: PlannedRun, inputTokens: number): number | undefined {
  if (planned.price === undefined || !isWritten(run, planned)) return undefined
  const { options } = plannerFacts(run, planned.price, inputTokens)
  const wanted = planned.plan.ttl ?? run.policy
  return (options.find(({ ttl }) => ttl === wanted) ?? options[0])?.writeRate
}

function describeEdit(
  { totalTokens, rewrittenTokens, rewriteCost, losesWarmth }: EditCost,
  isPractice: boolean,
): string {
  if (rewrittenTokens === 0) return 'This edit changes nothing that is sent.'
  const amount = `about ${spoken(rewrittenTokens)} of ${spoken(totalTokens)} tokens`
  const price =
    rewriteCost === undefined ? '' : ` (${formatUsd(rewriteCost)}${isPractice ? ', simulated' : ''})`
  return losesWarmth
    ? `Saving makes the next run write ${amount} again${price}.`
    : 'Nothing of it is in a cache now, so saving costs nothing extra. ' +
        `The next cached run writes ${amount}${price}.`
}

function spoken(count: number): string {
  return count.toLocaleString('en-US')
}
