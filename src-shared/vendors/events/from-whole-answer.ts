/** How a vendor streams: Chat Completions, OpenAI's Responses, Anthropic's Messages, Gemini's contents. */
export type Wire = 'chat' | 'responses' | 'messages' | 'gemini'

/** An event of a stream; its data are JSON, or an end mark. */
export interface WireEvent {
  readonly event?: string
  readonly data: string
}

type Members = Readonly<Record<string, unknown>>

/**
 * A whole answer as the events that would have streamed it, for servers that send one where a stream was
 * asked for. What is no answer, such as an error, becomes one event.
 */
export function fromWholeAnswer(answer: unknown, wire: Wire): readonly WireEvent[] {
  if (wire === 'gemini') return listOf(answer).map((response) => toEvent(response))
  return listOf(answer).flatMap((one) => convert(isMembers(one) ? one : {}, wire))
}

function convert(answer: Members, wire: Exclude<Wire, 'gemini'>): readonly WireEvent[] {
  switch (wire) {
    case 'chat':
      if (Array.isArray(answer.choices)) return fromCompletion(answer, answer.choices)
      return isOllamas(answer) ? fromOllama(answer) : [toEvent(asError(answer))]
    case 'responses':
      return answer.object === 'response' ? fromResponse(answer) : [toEvent(asError(answer))]
    case 'messages':
      return answer.type === 'message' || isSaid(answer) ? fromMessage(answer) : [fromMessagesError(answer)]
  }
}

/** A message of Anthropic's that does not call itself one. */
function isSaid({ role, content }: Members): boolean {
  return role === 'assistant' && content !== undefined
}

/** An answer of Ollama's own API, or a line of one, which some proxies give in place of OpenAI's. */
function isOllamas({ message, done }: Members): boolean {
  return isMembers(message) && typeof done === 'boolean'
}

/** Source: Ollama's API, `POST /api/chat`. */
function fromOllama(line: Members): readonly WireEvent[] {
  const { message, done, done_reason: reason = 'stop', prompt_eval_count: input, eval_count: output } = line
  if (done !== true) return [toEvent({ choices: [{ index: 0, delta: message, finish_reason: null }] })]
  const usage = { prompt_tokens: input, completion_tokens: output }
  return [
    toEvent({ choices: [{ index: 0, delta: message, finish_reason: reason }], usage }),
    { data: '[DONE]' },
  ]
}

/** Source: SDK types `ChatCompletion` and `ChatCompletionChunk`, which name what was said differently. */
function fromCompletion(completion: Members, choices: readonly unknown[]): readonly WireEvent[] {
  const isWhole = choices.some((choice) => isMembers(choice) && !('delta' in choice))
  if (!isWhole) return [toEvent(completion)]
  return [toEvent({ ...completion, choices: choices.map(toChunkChoice) }), { data: '[DONE]' }]
}

function toChunkChoice(choice: unknown): unknown {
  if (!isMembers(choice)) return choice
  const { message, text, ...rest } = choice
  const said = isMembers(message) ? message : { content: text }
  const calls = Array.isArray(said.tool_calls) ? { tool_calls: said.tool_calls.map(withIndex) } : {}
  return { ...rest, delta: { ...said, ...calls } }
}

function withIndex(call: unknown, index: number): unknown {
  return isMembers(call) ? { index, ...call } : call
}

/** Source: SDK type `ResponseStreamEvent`; of a response, only its text is streamed before its end. */
function fromResponse(response: Members): readonly WireEvent[] {
  const status = typeof response.status === 'string' ? response.status : 'completed'
  const texts = membersOf(response.output).flatMap(({ content }) =>
    membersOf(content).flatMap(({ type, text }) => (type === 'output_text' ? [text] : [])),
  )
  return [
    namedEvent({ type: 'response.created', response: { ...response, status: 'in_progress', output: [] } }),
    ...texts.map((delta) => namedEvent({ type: 'response.output_text.delta', delta })),
    namedEvent({ type: `response.${status}`, response }),
  ]
}

/** Source: SDK types `Message` and `RawMessageStreamEvent`. */
function fromMessage(message: Members): readonly WireEvent[] {
  const { content, stop_reason: reason, stop_sequence: sequence, usage } = message
  const delta = { stop_reason: reason, stop_sequence: sequence }
  return [
    namedEvent({ type: 'message_start', message: { ...message, content: [], stop_reason: null } }),
    ...blocksOf(content).flatMap((block, index) => [
      namedEvent({ type: 'content_block_start', index, content_block: { ...block, text: '' } }),
      namedEvent({
        type: 'content_block_delta',
        index,
        delta: { type: 'text_delta', text: block.text ?? '' },
      }),
      namedEvent({ type: 'content_block_stop', index }),
    ]),
    namedEvent({ type: 'message_delta', delta, usage }),
    namedEvent({ type: 'message_stop' }),
  ]
}

function blocksOf(content: unknown): readonly Members[] {
  return typeof content === 'string' ? [{ type: 'text', text: content }] : membersOf(content)
}

/** The SDK takes for an error what is called one. */
function fromMessagesError(answer: Members): WireEvent {
  const error = isMembers(answer.error)
    ? answer.error
    : { message: answer.error ?? answer.message ?? answer.detail }
  return { event: 'error', data: JSON.stringify({ ...answer, type: 'error', error }) }
}

/** The SDKs look for a member `error`; other servers give their reasons elsewhere. */
function asError(answer: Members): Members {
  return 'error' in answer ? answer : { error: answer }
}

function namedEvent(data: Members & { readonly type: string }): WireEvent {
  return { event: data.type, data: JSON.stringify(data) }
}

function toEvent(data: unknown): WireEvent {
  return { data: JSON.stringify(data) }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value]
}

function membersOf(value: unknown): readonly Members[] {
  return Array.isArray(value) ? value.filter(isMembers) : []
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
