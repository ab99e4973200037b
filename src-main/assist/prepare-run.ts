import type { ComposedPrompt } from '../../src-shared/composed-prompt.ts'
import type { CachingOverride } from '../../src-shared/caching-config.ts'
import { answeringProvider } from '../../src-shared/answering-provider.ts'
import type {
  CachePolicy,
  Command,
  EndpointProfile,
  OpenAiApi,
  ProviderId,
} from '../../src-shared/entities.ts'
import { findModel } from '../../src-shared/pricing/find-price.ts'
import type { Model, ModelCaching } from '../../src-shared/pricing/price-table.ts'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import type { VariableValues } from '../../src-shared/template-variables.ts'
import { composePrompt, type ComposedRun, type PromptDocument } from '../prompt/compose-prompt.ts'
import type { Credentials, Dialect, Provider } from '../providers/provider.ts'
import { checkBaseUrl } from '../providers/check-base-url.ts'
import { checkServerUrl } from '../providers/dedicated-api/check-server-url.ts'
import { stabilitySchema, withStability, type Stability } from '../spaces/with-stability.ts'
import type { AssistServices } from './assist-services.ts'
import type { Turn } from './conversations.ts'

/** What a person asked for. Provider, model and address override the settings for this run. */
export interface AssistRequest {
  readonly commandId: string
  readonly spaceId: string | null
  /**
   * Documents for this run alone, instead of a stored Space's; `scope` is what their caches are remembered
   * by.
   */
  readonly documents?: {
    readonly name: string
    readonly scope: string
    readonly documents: readonly PromptDocument[]
  }
  /** The turns of a conversation that this run continues; its instructions are then the next question. */
  readonly turns?: readonly Turn[]
  /** Values of volatile variables. */
  readonly variables?: VariableValues
  readonly text: string
  readonly instructions: string
  readonly allowLarge: boolean
  readonly provider?: ProviderId
  /** Who is asked when the provider cannot answer, in this order; absent for the chain in the settings. */
  readonly fallbacks?: readonly ProviderId[]
  /** Where the chain of providers began, when this is not its first. */
  readonly firstProvider?: ProviderId
  readonly model?: string
  readonly baseUrl?: string
  readonly openAiApi?: OpenAiApi
  readonly endpointProfile?: EndpointProfile
  /** Caching configuration of this run alone: the strongest level. */
  readonly caching?: CachingOverride
  /** Ask the provider even when a local answer is kept. */
  readonly fresh?: boolean
  /** Whether answers are kept on this computer, instead of as set for the Command. */
  readonly localAnswers?: boolean
}

/** A run that is ready to be sent. */
export interface PreparedRun {
  readonly command: Command
  readonly space: { readonly id?: string; readonly name: string } | undefined
  readonly provider: Provider
  readonly modelId: string
  /** Undefined for a model that the price table does not know. */
  readonly model: Model | undefined
  readonly caching: ModelCaching
  readonly dialect: Dialect
  /** The vendor's address, checked; absent for its own. */
  readonly baseUrl: string | undefined
  /** What caches, rhythm and local answers of this run are remembered by. */
  readonly scope: string
  readonly policy: CachePolicy
  /** What is to be remembered of documents that no database keeps. */
  readonly stability?: Stability
  readonly prompt: ComposedRun
  readonly request: AssistRequest
}

/** The scope of runs without a Space. */
const noScope = 'none'

/** A conversation goes on with what the person says next, whatever Command began it. */
const followUpTemplate = '{{CUSTOM_INSTRUCTIONS}}'

const noCaching: ModelCaching = { control: 'none', lifetimes: [], explicit: false, prewarm: false }

/**
 * Checks and composes a run. Throws RephloError before anything is sent: not_found, empty_text, too_large
 * (`retryable` when `allowLarge` would let it through), bad_input.
 */
export function prepareRun(services: AssistServices, request: AssistRequest): PreparedRun {
  const prepared = composeRun(services, request)
  if (prepared.modelId === '') throw noModel(prepared)
  refuseEmpty(prepared.command, request)
  refuseTooLarge(services, prepared)
  return prepared
}

/** Composes a run without refusing anything, for an estimate. Throws `not_found`, `bad_input`. */
export function composeRun(services: AssistServices, request: AssistRequest): PreparedRun {
  const settings = services.settings.get()
  const command = services.commands.get(request.commandId)
  const provider = services.providers[request.provider ?? answeringProvider(settings)]
  const modelId =
    request.model ?? settings.models[provider.id] ?? services.models[provider.id]?.defaultModel ?? ''
  const model = findModel(services.models, provider.id, modelId)
  const dialect = {
    openAiApi: request.openAiApi ?? settings.openAiApi,
    endpointProfile: request.endpointProfile ?? settings.endpointProfile,
  }
  const { documents, ...space } = documentsFor(services, request)
  const { text, instructions, variables, turns = [] } = request
  const template = turns.length === 0 ? command.template : followUpTemplate
  const prompt = composePrompt(
    documents,
    { template, text, instructions, targetLanguage: settings.translateTo, variables },
    { turns, promptVersion: settings.promptVersion },
  )
  const caching = offeredIn(
    dialect,
    provider,
    model?.caching ?? provider.cachingOf?.(modelId, dialect) ?? noCaching,
  )
  return {
    command,
    ...space,
    provider,
    modelId,
    model,
    caching,
    dialect,
    baseUrl: addressOf(services, provider, request.baseUrl),
    prompt,
    request,
  }
}

function noModel({ provider, baseUrl }: PreparedRun): RephloError {
  if (provider.paidInCredits !== true)
    return new RephloError(
      'bad_input',
      `No model is chosen for ${provider.name} yet. Choose one in Settings → Providers and keys.`,
    )
  if (baseUrl === undefined)
    return new RephloError(
      'logged_out',
      `You are not logged in to the ${provider.name} yet. Log in in Settings.`,
    )
  return new RephloError(
    'bad_input',
    `The models of the ${provider.name} are not known yet. Log in again in Settings.`,
  )
}

/**
 * The key for a run; who pays with credits has a login instead, which the provider asks
 * for. Throws `missing_key`, `keychain_unavailable`.
 */
export async function credentialsFor(
  services: AssistServices,
  provider: Provider,
  baseUrl = addressOf(services, provider),
): Promise<Credentials> {
  if (provider.practice) return {}
  if (provider.paidInCredits === true) return baseUrl === undefined ? {} : { baseUrl }
  const apiKey = await keyFor(services, provider)
  if (apiKey === undefined && provider.needsKey) {
    throw new RephloError(
      'missing_key',
      `There is no API key for ${provider.name} yet. Add one in Settings, ` +
        'or switch to Practice to try Rephlo without a key.',
    )
  }
  return { ...(apiKey === undefined ? {} : { apiKey }), ...(baseUrl === undefined ? {} : { baseUrl }) }
}

/** Where a key is optional, a keychain that cannot be used is no reason to fail. */
async function keyFor({ keys }: AssistServices, { id, needsKey }: Provider): Promise<string | undefined> {
  try {
    return await keys.get(id)
  } catch (error) {
    if (needsKey) throw error
    return undefined
  }
}

/**
 * Undefined for the vendor's own address. Throws `bad_input` for an unsafe
 * one; an optional key is checked when it is sent.
 */
function addressOf(services: AssistServices, provider: Provider, override?: string): string | undefined {
  const address = override ?? services.settings.get().baseUrls[provider.id]
  if (provider.practice || address === undefined || address === '') return undefined
  return provider.paidInCredits === true ? checkServerUrl(address) : checkBaseUrl(address, provider.needsKey)
}

/** What the caches of a stored Space are remembered by. */
export function scopeOfSpace(spaceId: string): string {
  return `space:${spaceId}`
}

/** The UTC day that prices are looked up by. */
export function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

/** Chat Completions offers less than Responses does (SDK types `PromptCacheOptions`). */
function offeredIn({ openAiApi }: Dialect, { id }: Provider, caching: ModelCaching): ModelCaching {
  if (id !== 'openai' || openAiApi === 'responses' || caching.control !== 'breakpoints') return caching
  return { ...caching, lifetimes: caching.lifetimes.filter((ttl) => ttl !== '12h'), prewarm: false }
}

function documentsFor(
  services: AssistServices,
  request: AssistRequest,
): Pick<PreparedRun, 'space' | 'scope' | 'policy' | 'stability'> & { documents: readonly PromptDocument[] } {
  if (request.documents !== undefined) {
    const { name, scope, documents } = request.documents
    const known = withStability(documents, stabilitySchema.catch({}).parse(services.ledger.stability(scope)))
    return { documents: known.documents, stability: known.next, space: { name }, scope, policy: 'auto' }
  }
  if (request.spaceId === null) return { documents: [], space: undefined, scope: noScope, policy: 'auto' }
  const { id, name, cachePolicy } = services.spaces.get(request.spaceId)
  return {
    documents: services.spaces.documentsOf(id),
    space: { id, name },
    scope: scopeOfSpace(id),
    policy: cachePolicy,
  }
}

function refuseEmpty(command: Command, request: AssistRequest): void {
  const hasText = request.text.trim() !== ''
  if (request.turns !== undefined && request.turns.length > 0) {
    if (request.instructions.trim() === '')
      throw new RephloError(
        'empty_text',
        'There is nothing to go on with. Type what should be different, or a question.',
      )
    return
  }
  if (command.needsText && !hasText) {
    throw new RephloError(
      'empty_text',
      'There is no text to work on. Select some text, or type or paste it, ' +
        `then run “${command.title}” again.`,
    )
  }
  if (!hasText && request.instructions.trim() === '') {
    throw new RephloError(
      'empty_text',
      `“${command.title}” needs a question or a text. Type it in the instructions, or select a text first.`,
    )
  }
}

/** Throws `too_large`, `retryable` when the person may allow it. */
export function refuseTooLarge(
  services: AssistServices,
  { prompt, model, modelId, request, provider }: PreparedRun,
): void {
  const tokens = promptTokens(prompt)
  const context = model?.contextTokens ?? Number.POSITIVE_INFINITY
  if (tokens > context) {
    throw new RephloError(
      'too_large',
      `This run would send about ${spoken(tokens)} tokens, but ${model?.name ?? modelId} takes ` +
        `${spoken(context)} at most. Select less text, or choose a model with a larger context.`,
    )
  }
  const limit = services.settings.get().confirmAboveTokens
  if (tokens > limit && !request.allowLarge) {
    const where = provider.practice ? '' : ` to ${provider.name}`
    throw new RephloError(
      'too_large',
      `This run would send about ${spoken(tokens)} tokens${where}, more than the ${spoken(limit)} that ` +
        'Rephlo sends without asking. Select less text, or confirm that you want to run it.',
      { retryable: true },
    )
  }
}

/** An estimate of all input tokens. */
export function promptTokens(prompt: ComposedPrompt): number {
  return sum(prompt.prefix) + prompt.dynamic.tokens
}

function sum(blocks: readonly { readonly tokens: number }[]): number {
  return blocks.reduce((total, block) => total + block.tokens, 0)
}

function spoken(count: number): string {
  return count.toLocaleString('en-US')
}
