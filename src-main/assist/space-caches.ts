import type { EditPreview, SpaceCacheState, WarmPrefix } from '../../src-shared/ipc/contract.ts'
import { ratesFor } from '../../src-shared/pricing/find-price.ts'
import { standardWriteRate } from '../../src-shared/pricing/cost-of-usage.ts'
import { formatUsd } from '../../src-shared/money.ts'
import { costOfEdit, type EditCost } from '../caching/cost-of-edit.ts'
import { describeVariablesInDocuments, composePrompt } from '../prompt/compose-prompt.ts'
import type { DocumentDraft } from '../spaces/space-store.ts'
import type { AssistServices } from './assist-services.ts'
import { deleteCondemnedCaches } from './explicit-caches.ts'
import { planRun } from './plan-run.ts'
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
  const { rhythm } = spaceStateOf(services, run)
  const facts = plannerFacts(run, planned.price, promptTokens(run.prompt))
  const advice = adviseOnSpace(rhythm, facts, planned.prefixTokens)
  return { warm: warmPrefixes(services, run), uses: rhythm.uses, ...advice, warnings: describeVariablesInDocuments(run.prompt) }
}

/** What saving a draft would cost at the next run. Rejects with `bad_input`, `too_large`, `not_found`. */
export async function previewEdit(services: AssistServices, draft: DocumentDraft): Promise<EditPreview> {
  const run = composeSpace(services, draft.spaceId)
  const { price, belief } = planRun(services, run)
  const edited = composePrompt(await services.spaces.previewEdit(draft), { template: '', text: '', instructions: '', targetLanguage: '' }, { promptVersion: services.settings.get().promptVersion })
  const writeRate = price === undefined ? undefined : (standardWriteRate(ratesFor(price, promptTokens(edited))) ?? ratesFor(price, promptTokens(edited)).input)
  const cost = costOfEdit({ current: run.prompt.prefix, edited: edited.prefix, breakpoints: run.prompt.breakpoints, belief, writeRate })
  const { totalTokens, unchangedTokens, rewrittenTokens, rewriteCost } = cost
  return { totalTokens, unchangedTokens, rewrittenTokens, rewriteCost, isWarm: cost.losesWarmth, message: describeEdit(cost, run.provider.practice), warnings: describeVariablesInDocuments(edited) }
}

/** Call after a Space's content or the way it is sent changed. Never throws: the change itself is saved. */
export function spaceChanged(services: AssistServices, spaceId: string): void {
  attempt(services, () => services.spaceCaches.spaceChanged(scopeOfSpace(spaceId), composeSpace(services, spaceId).prompt.prefix))
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
  deleteCondemnedCaches(services).catch((error: unknown) => services.report('Cache objects could not be deleted', error))
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

function describeEdit({ totalTokens, rewrittenTokens, rewriteCost, losesWarmth }: EditCost, isPractice: boolean): string {
  if (rewrittenTokens === 0) return 'This edit changes nothing that is sent.'
  const amount = `about ${spoken(rewrittenTokens)} of ${spoken(totalTokens)} tokens`
  const price = rewriteCost === undefined ? '' : ` (${formatUsd(rewriteCost)}${isPractice ? ', simulated' : ''})`
  return losesWarmth
    ? `Saving makes the next run write ${amount} again${price}.`
    : `Nothing of it is in a cache now, so saving costs nothing extra. The next cached run writes ${amount}${price}.`
}

function spoken(count: number): string {
  return count.toLocaleString('en-US')
}
