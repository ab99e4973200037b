import { createHash } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
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
import {
  chatBody,
  chatEvent,
  chatEvents,
  chatUsage,
  responsesUsage,
  type OpenAiAnswer,
} from './answer-shapes.ts'
import { createCacheComparisons, type CacheComparisons } from './cache-comparison.ts'
import { toCacheRule, type CacheFields, type MarkedPlace } from './cache-fields.ts'
import {
  checkPlain,
  markedPlaces as chatPlaces,
  parseChatRequest,
  toMessages as toChatMessages,
} from './chat-request.ts'
import { createOpenAiCache, type OpenAiCache, type PromptPiece } from './openai-cache.ts'
import { openAiError } from './openai-error.ts'
import { responseBody, responseEvent, responseEvents } from './response-events.ts'
import { markedPlaces, parseResponsesRequest, toMessages } from './responses-request.ts'
import { toPieces, type PromptMessage } from './to-pieces.ts'

interface OpenAiLab {
  readonly tools: LabTools
  readonly cache: OpenAiCache
  readonly comparisons: CacheComparisons
}

/** A request in the form that both APIs share. */
interface Asked {
  readonly model: Model
  readonly fields: CacheFields
  readonly marked: readonly MarkedPlace[]
  readonly messages: readonly PromptMessage[]
  readonly pieces: readonly PromptPiece[]
  /** Settings that break the prefix when they change. */
  readonly settings: readonly unknown[]
  readonly maximumTokens: number | null | undefined
}

const smallestMinimum = 1024

/** OpenAI's Responses API and Chat Completions on one cache, with and without `/v1` before their paths. */
export function createOpenAiProtocols(tools: LabTools): LabProtocol[] {
  const lab: OpenAiLab = { tools, cache: createOpenAiCache(tools.now), comparisons: createCacheComparisons() }
  const common = { keyOf, errorAnswer: openAiError }
  return [
    {
      ...common,
      name: 'openai-responses',
      route: (method, path) =>
        isPath('POST /responses', method, path) ? (exchange) => answerResponse(lab, exchange) : undefined,
      errorEvent: (
        type = 'server_error',
        message = 'The server had an error while processing your request.',
      ) => responseEvent({ type: 'error', code: type, message, param: null, sequence_number: 99 }),
      garbageEvent: 'event: response.output_text.delta\ndata: {"type": <garbage\n\n',
    },
    {
      ...common,
      name: 'openai-chat',
      route: (method, path, headers) => chatRoute(lab, method, path, headers),
      errorEvent: (
        type = 'server_error',
        message = 'The server had an error while processing your request.',
      ) => chatEvent({ error: { message, type, param: null, code: type } }),
      garbageEvent: 'data: {"choices": [<garbage\n\n',
    },
  ]
}

function isPath(wanted: string, method: string, path: string): boolean {
  return `${method} ${path.replace(/^\/v1(?=\/)/, '')}` === wanted
}

function chatRoute(
  lab: OpenAiLab,
  method: string,
  path: string,
  headers: IncomingHttpHeaders,
): LabRoute | undefined {
  if (isPath('POST /chat/completions', method, path)) return (exchange) => answerChat(lab, exchange)
  // Anthropic lists its models under the same path.
  const isAnthropic = headers['anthropic-version'] !== undefined || headers['x-api-key'] !== undefined
  return isPath('GET /models', method, path) && !isAnthropic ? () => listModels(lab) : undefined
}

function keyOf(headers: IncomingHttpHeaders): string | undefined {
  return headers.authorization?.replace(/^Bearer /i, '')
}

async function answerResponse(lab: OpenAiLab, exchange: LabExchange): Promise<LabAnswer> {
  const request = parseResponsesRequest(exchange.bodyText)
  const messages = toMessages(request)
  const {
    model,
    parallel_tool_calls: parallel,
    text,
    reasoning,
    max_output_tokens: maximumTokens,
    prompt_cache_options: options,
  } = request
  const settings = [
    parallel ?? true,
    text?.format ?? null,
    text?.verbosity ?? null,
    reasoning?.effort ?? null,
  ]
  const asked: Asked = {
    model: findModel(lab, model),
    fields: request,
    marked: markedPlaces(request),
    messages,
    pieces: toPieces(request.tools, messages),
    settings,
    maximumTokens,
  }
  const isWarming = options?.prewarm === true
  const { answer, begin } = await answerAsked(lab, exchange, asked, 'resp', isWarming)
  const comparedTo = options?.comparison_response_id
  const diagnostics =
    typeof comparedTo === 'string'
      ? lab.comparisons.compare(comparedTo, request, asked.pieces, answer.accounting)
      : undefined
  lab.comparisons.remember(answer.id, request, asked.pieces, answer.accounting)
  const full = { ...answer, request, diagnostics }
  const common = { usage: responsesUsage(answer), begin }
  return request.stream === true
    ? { kind: 'stream', ...common, events: responseEvents(full) }
    : { kind: 'json', status: 200, ...common, body: responseBody(full) }
}

async function answerChat(lab: OpenAiLab, exchange: LabExchange): Promise<LabAnswer> {
  const request = parseChatRequest(exchange.bodyText)
  const messages = toChatMessages(request)
  const settings = [
    request.parallel_tool_calls ?? true,
    request.response_format ?? null,
    request.verbosity ?? null,
    request.reasoning_effort ?? null,
  ]
  const model = findModel(lab, request.model)
  if (model.caching?.control === 'none') checkPlain(request)
  const maximumTokens = request.max_completion_tokens ?? request.max_tokens
  const asked: Asked = {
    model,
    fields: request,
    marked: chatPlaces(request),
    messages,
    pieces: toPieces(request.tools, messages),
    settings,
    maximumTokens,
  }
  const { answer, begin } = await answerAsked(lab, exchange, asked, 'chatcmpl', false)
  const common = { usage: chatUsage(answer), begin }
  if (request.stream !== true) return { kind: 'json', status: 200, ...common, body: chatBody(answer) }
  return {
    kind: 'stream',
    ...common,
    events: chatEvents(answer, request.stream_options?.include_usage === true),
  }
}

async function answerAsked(
  lab: OpenAiLab,
  exchange: LabExchange,
  asked: Asked,
  idPrefix: string,
  isWarming: boolean,
): Promise<{ answer: OpenAiAnswer; begin: () => void }> {
  const { model, fields, pieces, settings, messages } = asked
  const rule = toCacheRule(model, fields, asked.marked)
  const tokens = pieces.reduce((sum, piece) => sum + piece.tokens, 0)
  if (tokens > model.contextTokens)
    throw new LabRefusal(
      400,
      'Your input exceeds the context window of this model. Please adjust your input and try again.',
    )
  // Before 5.6 the key steers routing alone; from then on it separates accounting.
  const key = rule.kind === 'breakpoints' ? (fields.prompt_cache_key ?? '') : ''
  const scope = JSON.stringify(['openai', exchange.workspace, key, settings])
  const opened = lab.cache.open({
    scope,
    model: model.id,
    minimumTokens: model.minimumCacheableTokens ?? smallestMinimum,
    pieces,
    rule,
  })
  const limit = asked.maximumTokens ?? model.maxOutputTokens
  const said = isWarming
    ? { text: '', isCut: false }
    : limitTokens(await lab.tools.answer(textOf(messages.at(-1))), limit)
  const answer: OpenAiAnswer = {
    id: `${idPrefix}_${createHash('sha256').update(exchange.id).digest('hex').slice(0, 24)}`,
    createdAt: Math.floor(lab.tools.now() / 1000),
    model: model.id,
    ...said,
    outputTokens: estimateTokens(said.text),
    accounting: opened.accounting,
    rule,
  }
  return { answer, begin: () => opened.begin() }
}

function textOf(message: PromptMessage | undefined): string {
  return (message?.parts ?? []).map(({ text }) => text).join('\n')
}

function listModels({ tools }: OpenAiLab): LabAnswer {
  const data = (tools.models.openai?.models ?? []).map(({ id }) => ({
    id,
    object: 'model',
    created: 1_767_225_600,
    owned_by: 'openai',
  }))
  return { kind: 'json', status: 200, body: { object: 'list', data } }
}

function findModel({ tools }: OpenAiLab, id: string): Model {
  const model = tools.models.openai?.models.find((candidate) => candidate.id === id)
  if (model !== undefined) return model
  if (id.startsWith('lab-')) return localModel(id)
  throw new LabRefusal(404, `The model \`${id}\` does not exist or you do not have access to it.`)
}

/** Stands for a model on a server of one's own, which caches nothing, knows no field about it, and takes plain messages alone. */
function localModel(id: string): Model {
  return {
    id,
    name: id,
    contextTokens: 32_768,
    maxOutputTokens: 8192,
    caching: { control: 'none', lifetimes: [], explicit: false, prewarm: false },
    source: 'the lab',
    checkedAt: '2026-11-21',
    prices: [],
  }
}
