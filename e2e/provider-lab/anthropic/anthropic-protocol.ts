import type { IncomingHttpHeaders } from 'node:http'
import { limitTokens } from '../../../src-main/providers/practice/limit-tokens.ts'
import { checkBlocks, PrefixCacheError } from '../../../src-main/providers/practice/prefix-blocks.ts'
import type {
  CacheAccounting,
  CacheRequest,
  OpenedRequest,
} from '../../../src-main/providers/practice/prefix-cache.ts'
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
import { anthropicError } from './anthropic-error.ts'
import { createCacheDiagnostics, type CacheDiagnostics } from './cache-diagnostics.ts'
import { checkMessageRequest } from './check-message-request.ts'
import { messageBody, messageEvents, toEvent, type LabMessage, type LabUsage } from './message-events.ts'
import { parseCountRequest, parseMessageRequest } from './message-request.ts'
import { lastMessageText, toCacheBlocks } from './to-cache-blocks.ts'

/** A model whose minimum is unknown caches from the smallest known one on. */
const smallestMinimum = 512

/** Anthropic's Messages API: messages (streaming and not), counts of tokens, models. */
export function createAnthropicProtocol(tools: LabTools): LabProtocol {
  const models = tools.models.anthropic?.models ?? []
  const diagnostics = createCacheDiagnostics()
  const routes: Readonly<Record<string, LabRoute>> = {
    'POST /v1/messages': (exchange) => answerMessage(tools, models, diagnostics, exchange),
    'POST /v1/messages/count_tokens': (exchange) => countTokens(models, exchange),
    'GET /v1/models': (exchange) => listModels(models, exchange),
  }
  return {
    name: 'anthropic',
    route: (method, path) => withVersion(routes[`${method} ${path}`]),
    keyOf,
    errorAnswer: anthropicError,
    errorEvent: (type = 'overloaded_error', message = 'Overloaded') =>
      toEvent({ type: 'error', error: { type, message } }),
    garbageEvent: 'event: content_block_delta\ndata: {"type": <garbage\n\n',
  }
}

/** The SDK sends the key as a bearer token, other clients as `x-api-key`; the vendor takes both. */
function keyOf(headers: IncomingHttpHeaders): string | undefined {
  const key = headers['x-api-key'] ?? headers.authorization?.replace(/^Bearer /i, '')
  return typeof key === 'string' ? key : undefined
}

function withVersion(route: LabRoute | undefined): LabRoute | undefined {
  if (route === undefined) return undefined
  return (exchange) => {
    if (exchange.headers['anthropic-version'] === undefined)
      throw new LabRefusal(400, 'anthropic-version: header is required')
    return route(exchange)
  }
}

async function answerMessage(
  tools: LabTools,
  models: readonly Model[],
  diagnostics: CacheDiagnostics,
  exchange: LabExchange,
): Promise<LabAnswer> {
  const request = parseMessageRequest(exchange.bodyText)
  const model = findModel(models, request.model)
  const blocks = toCacheBlocks(request)
  const minimumTokens = model.minimumCacheableTokens ?? smallestMinimum
  const opened = open(
    tools,
    { workspace: `anthropic ${exchange.workspace}`, model: model.id, minimumTokens, blocks },
    () => checkMessageRequest(request, model, blocks),
  )
  const answer =
    request.max_tokens === 0
      ? { text: '', isCut: true }
      : limitTokens(await tools.answer(lastMessageText(request)), request.max_tokens)
  const id = exchange.id.replace('req', 'msg')
  const diagnosed = { workspace: exchange.workspace, request, blocks }
  const message: LabMessage = {
    id,
    model: model.id,
    text: answer.text,
    stopReason: answer.isCut ? 'max_tokens' : 'end_turn',
    usage: toUsage(opened.accounting, estimateTokens(answer.text)),
    diagnostics: diagnostics.diagnose(diagnosed),
  }
  diagnostics.keep(id, diagnosed)
  const common = { usage: message.usage, begin: () => opened.begin() }
  return request.stream === true
    ? { kind: 'stream', ...common, events: messageEvents(message) }
    : { kind: 'json', status: 200, ...common, body: messageBody(message) }
}

/** The rules of the cache come first; a request that is refused for another reason refreshes nothing. */
function open(tools: LabTools, request: CacheRequest, check: () => void): OpenedRequest {
  try {
    checkBlocks(request.blocks)
    check()
    return tools.cache.open(request)
  } catch (error) {
    throw error instanceof PrefixCacheError ? new LabRefusal(400, error.message) : error
  }
}

function toUsage(accounting: CacheAccounting, outputTokens: number): LabUsage {
  return {
    input_tokens: accounting.uncached,
    cache_creation_input_tokens: accounting.writtenFiveMinutes + accounting.writtenOneHour,
    cache_read_input_tokens: accounting.read,
    cache_creation: {
      ephemeral_5m_input_tokens: accounting.writtenFiveMinutes,
      ephemeral_1h_input_tokens: accounting.writtenOneHour,
    },
    output_tokens: outputTokens,
    output_tokens_details: null,
    service_tier: 'standard',
    inference_geo: 'not_available',
    server_tool_use: null,
    speed: null,
  }
}

function countTokens(models: readonly Model[], exchange: LabExchange): LabAnswer {
  const request = parseCountRequest(exchange.bodyText)
  findModel(models, request.model)
  const inputTokens = toCacheBlocks(request).reduce((sum, block) => sum + block.tokens, 0)
  return { kind: 'json', status: 200, body: { input_tokens: inputTokens } }
}

function listModels(models: readonly Model[], { query }: LabExchange): LabAnswer {
  const data = models
    .slice(0, Number(query.get('limit') ?? 20))
    .map(({ id, name, contextTokens, maxOutputTokens }) => ({
      type: 'model',
      id,
      display_name: name,
      created_at: '2026-01-01T00:00:00Z',
      max_input_tokens: contextTokens,
      max_tokens: maxOutputTokens,
    }))
  return {
    kind: 'json',
    status: 200,
    body: {
      data,
      has_more: data.length < models.length,
      first_id: data[0]?.id ?? null,
      last_id: data.at(-1)?.id ?? null,
    },
  }
}

function findModel(models: readonly Model[], id: string): Model {
  const model = models.find((candidate) => candidate.id === id)
  if (model === undefined) throw new LabRefusal(404, `model: ${id}`)
  return model
}
