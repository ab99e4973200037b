import type { ComposedPrompt } from '../../src-shared/composed-prompt.ts'
import type { Command, ProviderId } from '../../src-shared/entities.ts'
import type { RunEstimate } from '../../src-shared/ipc/contract.ts'
import { findModel, findPrice, ratesFor } from '../../src-shared/pricing/find-price.ts'
import type { Model } from '../../src-shared/pricing/price-table.ts'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import { composePrompt, type PromptDocument } from '../prompt/compose-prompt.ts'
import type { Credentials, Provider } from '../providers/provider.ts'
import { checkBaseUrl } from '../providers/check-base-url.ts'
import type { AssistServices } from './assist-services.ts'

/** What a person asked for. Provider, model and address override the settings for this run. */
export interface AssistRequest {
  readonly commandId: string
  readonly spaceId: string | null
  /** Documents for this run alone, instead of a stored Space's. */
  readonly documents?: { readonly name: string; readonly documents: readonly PromptDocument[] }
  readonly text: string
  readonly instructions: string
  readonly allowLarge: boolean
  readonly provider?: ProviderId
  readonly model?: string
  readonly baseUrl?: string
}

/** A run that is ready to be sent. */
export interface PreparedRun {
  readonly command: Command
  readonly space: { readonly id?: string; readonly name: string } | undefined
  readonly provider: Provider
  readonly modelId: string
  /** Undefined for a model that the price table does not know. */
  readonly model: Model | undefined
  readonly prompt: ComposedPrompt
  readonly request: AssistRequest
}

/**
 * Checks and composes a run. Throws RephloError before anything is sent: not_found, empty_text, too_large
 * (`retryable` when `allowLarge` would let it through), bad_input.
 */
export function prepareRun(services: AssistServices, request: AssistRequest): PreparedRun {
  const prepared = composeRun(services, request)
  refuseEmpty(prepared.command, request)
  refuseTooLarge(services, prepared)
  return prepared
}

/** What the run would send and about cost, cold. Money is for the input alone. */
export function estimateRun(services: AssistServices, request: AssistRequest): RunEstimate {
  const { prompt, model, modelId, provider } = composeRun(services, request)
  const inputTokens = promptTokens(prompt)
  const price = model === undefined ? undefined : findPrice(model, isoDay(services.now()))
  return {
    inputTokens,
    spaceTokens: sum(prompt.prefix.filter((block) => block.segment === 'space')),
    inputCost: price === undefined ? undefined : inputTokens * ratesFor(price, inputTokens).input,
    practice: provider.practice,
    providerName: provider.name,
    modelName: model?.name ?? modelId,
  }
}

/** Where to send a run, with the key. Throws `missing_key`, `keychain_unavailable`, `bad_input` for an unsafe address. */
export async function credentialsFor(services: AssistServices, provider: Provider, baseUrlOverride?: string): Promise<Credentials> {
  if (provider.practice) return {}
  const baseUrl = baseUrlOverride ?? services.settings.get().baseUrls[provider.id]
  const checked = baseUrl === undefined || baseUrl === '' ? undefined : checkBaseUrl(baseUrl)
  const apiKey = await services.keys.get(provider.id)
  if (apiKey === undefined) {
    throw new RephloError('missing_key', `There is no API key for ${provider.name} yet. Add one in Settings, or switch to Practice to try Rephlo without a key.`)
  }
  return { apiKey, baseUrl: checked }
}

/** The UTC day that prices are looked up by. */
export function isoDay(at: number): string {
  return new Date(at).toISOString().slice(0, 10)
}

function composeRun(services: AssistServices, request: AssistRequest): PreparedRun {
  const settings = services.settings.get()
  const command = services.commands.get(request.commandId)
  const provider = services.providers[request.provider ?? settings.provider]
  const modelId = request.model ?? settings.models[provider.id] ?? services.models[provider.id]?.defaultModel ?? ''
  const { documents, space } = documentsFor(services, request)
  const prompt = composePrompt(documents, {
    template: command.template,
    text: request.text,
    instructions: request.instructions,
    targetLanguage: settings.translateTo,
  })
  return { command, space, provider, modelId, model: findModel(services.models, provider.id, modelId), prompt, request }
}

function documentsFor(services: AssistServices, request: AssistRequest) {
  if (request.documents !== undefined) return { documents: request.documents.documents, space: { name: request.documents.name } }
  if (request.spaceId === null) return { documents: [], space: undefined }
  const { id, name } = services.spaces.get(request.spaceId)
  return { documents: services.spaces.documentsOf(id), space: { id, name } }
}

function refuseEmpty(command: Command, request: AssistRequest): void {
  const hasText = request.text.trim() !== ''
  if (command.needsText && !hasText) {
    throw new RephloError('empty_text', `There is no text to work on. Select some text, or type or paste it, then run “${command.title}” again.`)
  }
  if (!hasText && request.instructions.trim() === '') {
    throw new RephloError('empty_text', `“${command.title}” needs a question or a text. Type it in the instructions, or select a text first.`)
  }
}

function refuseTooLarge(services: AssistServices, { prompt, model, modelId, request, provider }: PreparedRun): void {
  const tokens = promptTokens(prompt)
  const context = model?.contextTokens ?? Number.POSITIVE_INFINITY
  if (tokens > context) {
    throw new RephloError('too_large', `This run would send about ${spoken(tokens)} tokens, but ${model?.name ?? modelId} takes ${spoken(context)} at most. Select less text, or choose a model with a larger context.`)
  }
  const limit = services.settings.get().confirmAboveTokens
  if (tokens > limit && !request.allowLarge) {
    const where = provider.practice ? '' : ` to ${provider.name}`
    throw new RephloError('too_large', `This run would send about ${spoken(tokens)} tokens${where}, more than the ${spoken(limit)} that Rephlo sends without asking. Select less text, or confirm that you want to run it.`, { retryable: true })
  }
}

function promptTokens(prompt: ComposedPrompt): number {
  return sum(prompt.prefix) + prompt.dynamic.tokens
}

function sum(blocks: readonly { readonly tokens: number }[]): number {
  return blocks.reduce((total, block) => total + block.tokens, 0)
}

function spoken(count: number): string {
  return count.toLocaleString('en-US')
}
