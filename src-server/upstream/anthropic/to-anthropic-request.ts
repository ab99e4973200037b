import type { ChatRequest } from '../../../src-shared/dedicated-api/chat-request.ts'
import type { UpstreamCall } from '../upstream.ts'
import { checkPriceable } from './check-priceable.ts'
import { invalidRequest } from '../invalid-request.ts'
import { isObject, markOf, type Members } from './members.ts'
import { toAnthropicMessages, type AnthropicConversation } from './to-anthropic-messages.ts'
import { toAnthropicTools, toToolChoice } from './to-anthropic-tools.ts'

export interface AnthropicRequest {
  /** What is sent. Source: SDK type `MessageCreateParams`. */
  readonly body: Members
  /** Whether it carries breakpoints. */
  readonly hasMarks: boolean
  /** Fields of the client that Anthropic has nothing for, and that were left out. */
  readonly ignored: readonly string[]
}

/** What is put into other fields. */
const translated = new Set([
  'model',
  'messages',
  'max_tokens',
  'max_completion_tokens',
  'stream',
  'stream_options',
  'stop',
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'response_format',
  'reasoning_effort',
  'user',
  'metadata',
  'service_tier',
  'output_config',
  'n',
])

/**
 * OpenAI's fields without a counterpart. Anthropic's API version 2026-10-21, which the SDK speaks, refuses
 * `temperature` and `top_p` at any value (SDK type `MessageCreateParams` has neither).
 */
const withoutCounterpart = new Set([
  'temperature',
  'top_p',
  'frequency_penalty',
  'presence_penalty',
  'logit_bias',
  'logprobs',
  'top_logprobs',
  'seed',
  'store',
  'prediction',
  'modalities',
  'audio',
  'prompt_cache_key',
  'prompt_cache_retention',
  'prompt_cache_options',
  'safety_identifier',
  'verbosity',
  'web_search_options',
  'functions',
  'function_call',
  'moderation',
])

const efforts: Readonly<Record<string, string>> = {
  minimal: 'low',
  low: 'low',
  medium: 'medium',
  high: 'high',
  xhigh: 'xhigh',
  max: 'max',
}

/**
 * The request body for Anthropic's Messages API. `cache_control` stays wherever the client put
 * it, and fields that neither OpenAI nor the gateway knows pass as they came. Throws ApiError
 * 400 that names what cannot be asked of Anthropic.
 */
export function toAnthropicRequest(
  { model, body, maxOutputTokens }: Pick<UpstreamCall, 'model' | 'body' | 'maxOutputTokens'>,
  isStreaming: boolean,
): AnthropicRequest {
  if ((body.n ?? 1) > 1) throw invalidRequest('n', 'This model gives one answer. Leave it out, or send 1.')
  checkPriceable(body)
  const ignored: string[] = []
  const conversation = toAnthropicMessages(body.messages)
  const tools = toolFields(body)
  const request: Record<string, unknown> = { model: model.id, max_tokens: maxOutputTokens, ...tools }
  if (conversation.system.length > 0) request.system = conversation.system
  request.messages = conversation.messages
  if (isStreaming) request.stream = true
  setOutput(request, body, ignored)
  setAccount(request, body, ignored)
  for (const [name, value] of Object.entries(body)) {
    if (value === null || value === undefined || translated.has(name)) continue
    if (withoutCounterpart.has(name)) ignored.push(name)
    else request[name] = value
  }
  return {
    body: request,
    hasMarks: isMarked(body) || (tools.tools ?? []).some(isMarked) || hasMarkedBlock(conversation),
    ignored,
  }
}

/** Anthropic refuses a choice without tools, where it means nothing. */
function toolFields(body: ChatRequest): {
  readonly tools?: readonly Members[]
  readonly tool_choice?: Members
} {
  if (body.tools === null || body.tools === undefined || body.tools.length === 0) return {}
  const choice = toToolChoice(body)
  return { tools: toAnthropicTools(body.tools), ...(choice === undefined ? {} : { tool_choice: choice }) }
}

function setOutput(request: Record<string, unknown>, body: ChatRequest, ignored: string[]): void {
  const stop = typeof body.stop === 'string' ? [body.stop] : (body.stop ?? [])
  if (stop.length > 0) request.stop_sequences = stop
  const effort = effortOf(body, ignored)
  const format = formatOf(body, ignored)
  const own = isObject(body.output_config) ? body.output_config : undefined
  if (effort ?? format ?? own)
    request.output_config = {
      ...(effort === undefined ? {} : { effort }),
      ...(format === undefined ? {} : { format }),
      ...own,
    }
}

function effortOf({ reasoning_effort: asked }: ChatRequest, ignored: string[]): string | undefined {
  if (asked === null || asked === undefined) return undefined
  const effort = efforts[asked]
  if (effort === undefined) ignored.push('reasoning_effort')
  return effort
}

/** JSON without a schema has no counterpart; the prompt has to ask for it, as OpenAI demands as well. */
function formatOf({ response_format: format }: ChatRequest, ignored: string[]): Members | undefined {
  if (format === null || format === undefined || format.type === 'text') return undefined
  if (format.type !== 'json_schema') {
    ignored.push('response_format')
    return undefined
  }
  const schema = isObject(format.json_schema) ? format.json_schema.schema : undefined
  if (!isObject(schema)) throw invalidRequest('response_format.json_schema.schema', 'Give a JSON schema.')
  return { type: 'json_schema', schema }
}

/**
 * Of OpenAI's free `metadata` Anthropic takes the user alone; its own
 * tiers of service have other names than OpenAI's.
 */
function setAccount(request: Record<string, unknown>, body: ChatRequest, ignored: string[]): void {
  const { metadata, service_tier: tier } = body
  const user = (isObject(metadata) ? metadata.user_id : undefined) ?? body.user
  if (typeof user === 'string') request.metadata = { user_id: user }
  else if (metadata !== null && metadata !== undefined) ignored.push('metadata')
  if (tier === 'standard_only' || tier === 'auto') request.service_tier = tier
  else if (tier !== null && tier !== undefined) ignored.push('service_tier')
}

function hasMarkedBlock({ system, messages }: AnthropicConversation): boolean {
  return (
    system.some(isMarked) ||
    messages.some(({ content }) => typeof content !== 'string' && content.some(holdsMark))
  )
}

/** The result of a tool may hold marked parts. */
function holdsMark(block: Members): boolean {
  return (
    isMarked(block) ||
    (Array.isArray(block.content) && block.content.some((part) => isObject(part) && isMarked(part)))
  )
}

function isMarked(members: Members): boolean {
  return markOf(members) !== undefined
}
