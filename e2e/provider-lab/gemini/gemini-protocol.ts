import { limitTokens } from '../../../src-main/providers/practice/limit-tokens.ts'
import { estimateTokens } from '../../../src-shared/estimate-tokens.ts'
import type { Model } from '../../../src-shared/pricing/price-table.ts'
import {
  LabRefusal,
  type LabAnswer,
  type LabExchange,
  type LabProtocol,
  type LabRoute,
  type LabTools,
} from '../lab-protocol.ts'
import { routeCachedContents } from './cached-content-routes.ts'
import { createExplicitCacheStore, type ExplicitCacheStore } from './explicit-cache-store.ts'
import { geminiError, geminiStreamError } from './gemini-error.ts'
import { parseCountRequest, parseGenerateRequest, type GenerateRequest } from './generate-request.ts'
import {
  responseBody,
  responseChunks,
  toEvent,
  usageMetadata,
  type GeminiAnswer,
} from './generate-response.ts'
import { createImplicitCache, type ImplicitCache } from './implicit-cache.ts'
import { lastContentText, sumTokens, toPromptBlocks } from './to-prompt-blocks.ts'

interface GeminiLab {
  readonly tools: LabTools
  readonly models: readonly Model[]
  readonly implicit: ImplicitCache
  readonly store: ExplicitCacheStore
}

const version = 'v1beta'

/** The Gemini API: answers (streaming and not), counts of tokens, cached contents, models. */
export function createGeminiProtocol(tools: LabTools): LabProtocol {
  const now = tools.now
  const lab: GeminiLab = {
    tools,
    models: tools.models.gemini?.models ?? [],
    implicit: createImplicitCache(now),
    store: createExplicitCacheStore(now),
  }
  const cachedContents = {
    store: lab.store,
    now,
    findModel: (name: string) => findModel(lab.models, name.replace(/^models\//, '')),
  }
  return {
    name: 'gemini',
    route: (method, path) =>
      routeModels(lab, method, path) ?? routeCachedContents(cachedContents, method, path),
    keyOf: (headers) => {
      const key = headers['x-goog-api-key']
      return typeof key === 'string' ? key : undefined
    },
    errorAnswer: geminiError,
    errorEvent: (type = 'UNAVAILABLE', message = 'The model is overloaded. Please try again later.') =>
      toEvent(geminiStreamError(type, message)),
    garbageEvent: 'data: {"candidates": [<garbage\r\n\r\n',
  }
}

function routeModels(lab: GeminiLab, method: string, path: string): LabRoute | undefined {
  if (method === 'GET' && path === `/${version}/models`) return (exchange) => listModels(lab.models, exchange)
  const [, id, action] = /^\/v1beta\/models\/([^/:]+)(?::(\w+))?$/.exec(path) ?? []
  if (id === undefined) return undefined
  switch (`${method} ${action ?? ''}`) {
    case 'GET ':
      return () => ({ kind: 'json', status: 200, body: toResource(findModel(lab.models, id)) })
    case 'POST generateContent':
    case 'POST streamGenerateContent':
      return async (exchange) => await generate(lab, id, exchange, action === 'streamGenerateContent')
    case 'POST countTokens':
      return ({ bodyText }) => countTokens(findModel(lab.models, id), bodyText)
    default:
      return undefined
  }
}

async function generate(
  lab: GeminiLab,
  modelId: string,
  exchange: LabExchange,
  isStreaming: boolean,
): Promise<LabAnswer> {
  const request = parseGenerateRequest(exchange.bodyText)
  const model = findModel(lab.models, modelId)
  const prompt = openPrompt(lab, model, request, exchange.workspace)
  const limit = request.generationConfig?.maxOutputTokens ?? model.maxOutputTokens
  const { text, isCut } = limitTokens(await lab.tools.answer(lastContentText(request.contents)), limit)
  const answer: GeminiAnswer = {
    responseId: exchange.id.replace('req_', ''),
    modelVersion: model.id,
    text,
    finishReason: isCut ? 'MAX_TOKENS' : 'STOP',
    counts: { prompt: prompt.tokens, cached: prompt.cached, candidates: estimateTokens(text) },
  }
  const common = { usage: usageMetadata(answer.counts), begin: prompt.begin }
  if (!isStreaming) return { kind: 'json', status: 200, ...common, body: responseBody(answer) }
  const chunks = responseChunks(answer)
  // Without alt=sse the vendor streams one JSON array.
  if (exchange.query.get('alt') !== 'sse')
    return { kind: 'json', status: 200, ...common, body: chunks.map(({ body }) => body) }
  return { kind: 'stream', ...common, events: chunks.map(({ body, isChunk }) => toEvent(body, isChunk)) }
}

/** Our simplification: a request that names an explicit cache reads that alone, and nothing implicitly. */
function openPrompt(
  { store, implicit }: GeminiLab,
  model: Model,
  request: GenerateRequest,
  workspace: string,
): { tokens: number; cached: number; begin: () => void } {
  checkRequest(request, model)
  const blocks = toPromptBlocks(request)
  const held = request.cachedContent === undefined ? undefined : store.get(workspace, request.cachedContent)
  if (held !== undefined && held.model !== model.id) {
    throw new LabRefusal(
      400,
      `Model used by GenerateContent request (models/${model.id}) and CachedContent (models/${held.model}) has to be the same.`,
    )
  }
  const tokens = sumTokens(blocks) + (held?.tokens ?? 0)
  if (tokens > model.contextTokens)
    throw new LabRefusal(
      400,
      `The input token count (${tokens}) exceeds the maximum number of tokens allowed (${model.contextTokens}).`,
    )
  if (held !== undefined) return { tokens, cached: held.tokens, begin: () => undefined }
  const minimumTokens = model.caching?.control === 'automatic' ? model.minimumCacheableTokens : undefined
  const opened = implicit.open({ workspace: `gemini ${workspace}`, model: model.id, minimumTokens, blocks })
  return { tokens, cached: opened.read, begin: () => opened.begin() }
}

function checkRequest(
  { contents, cachedContent, systemInstruction, tools, toolConfig, generationConfig }: GenerateRequest,
  model: Model,
): void {
  if (contents.length === 0)
    throw new LabRefusal(400, '* GenerateContentRequest.contents: contents is not specified')
  if (contents.some(({ role }) => role !== undefined && !['user', 'model', 'function'].includes(role)))
    throw new LabRefusal(400, 'Please use a valid role: user, model.')
  if (
    cachedContent !== undefined &&
    [systemInstruction, tools, toolConfig].some((field) => field !== undefined)
  ) {
    throw new LabRefusal(
      400,
      'CachedContent can not be used with GenerateContent request setting system_instruction, tools or tool_config.\n\nProposed fix: move those values to CachedContent from GenerateContent request.',
    )
  }
  const limit = generationConfig?.maxOutputTokens ?? 1
  if (limit > model.maxOutputTokens) {
    throw new LabRefusal(
      400,
      `Unable to submit request because it has a maxOutputTokens value of ${limit} but the supported range is from 1 (inclusive) to ${model.maxOutputTokens + 1} (exclusive).`,
    )
  }
}

function countTokens(model: Model, bodyText: string): LabAnswer {
  const { contents = [], generateContentRequest } = parseCountRequest(bodyText)
  const tokens = sumTokens(toPromptBlocks(generateContentRequest ?? { contents }))
  if (tokens > model.contextTokens)
    throw new LabRefusal(
      400,
      `The input token count (${tokens}) exceeds the maximum number of tokens allowed (${model.contextTokens}).`,
    )
  return {
    kind: 'json',
    status: 200,
    body: { totalTokens: tokens, promptTokensDetails: [{ modality: 'TEXT', tokenCount: tokens }] },
  }
}

function listModels(models: readonly Model[], { query }: LabExchange): LabAnswer {
  const start = Number(query.get('pageToken') ?? 0)
  const end = start + Number(query.get('pageSize') ?? 50)
  const more = end < models.length ? { nextPageToken: String(end) } : {}
  return { kind: 'json', status: 200, body: { models: models.slice(start, end).map(toResource), ...more } }
}

function toResource({ id, name, contextTokens, maxOutputTokens, caching }: Model): unknown {
  const methods = [
    'generateContent',
    'countTokens',
    ...(caching?.explicit === true ? ['createCachedContent'] : []),
  ]
  return {
    name: `models/${id}`,
    version: '001',
    displayName: name,
    inputTokenLimit: contextTokens,
    outputTokenLimit: maxOutputTokens,
    supportedGenerationMethods: methods,
  }
}

function findModel(models: readonly Model[], id: string): Model {
  const model = models.find((candidate) => candidate.id === id)
  if (model === undefined)
    throw new LabRefusal(
      404,
      `models/${id} is not found for API version ${version}, or is not supported for generateContent. Call ListModels to see the list of available models and their supported methods.`,
    )
  return model
}
