import type { LabDiagnostics } from './cache-diagnostics.ts'
import type { LabStreamEvent } from '../lab-protocol.ts'

/** A finished message, in parts that the stream and the single answer both need. */
export interface LabMessage {
  readonly id: string
  readonly model: string
  readonly text: string
  readonly stopReason: 'end_turn' | 'max_tokens'
  readonly usage: LabUsage
  readonly diagnostics: LabDiagnostics
}

/** Anthropic's usage object. Source: SDK type `Usage`. */
export interface LabUsage {
  readonly input_tokens: number
  readonly cache_creation_input_tokens: number
  readonly cache_read_input_tokens: number
  readonly cache_creation: {
    readonly ephemeral_5m_input_tokens: number
    readonly ephemeral_1h_input_tokens: number
  }
  readonly output_tokens: number
  readonly output_tokens_details: null
  readonly service_tier: 'standard'
  readonly inference_geo: string
  readonly server_tool_use: null
  readonly speed: null
}

const frame = { type: 'message', role: 'assistant', container: null }

/** The body of an answer in one piece. */
export function messageBody(message: LabMessage): unknown {
  const { id, model, text, stopReason, usage, diagnostics } = message
  const content = text === '' ? [] : [{ type: 'text', text, citations: null }]
  return {
    ...frame,
    id,
    model,
    content,
    stop_reason: stopReason,
    stop_sequence: null,
    stop_details: null,
    diagnostics,
    usage,
  }
}

/** The same answer as server-sent events, in the vendor's order and shape. */
export function messageEvents(message: LabMessage): LabStreamEvent[] {
  const { id, model, text, stopReason, usage, diagnostics } = message
  const start = {
    ...frame,
    id,
    model,
    content: [],
    stop_reason: null,
    stop_sequence: null,
    stop_details: null,
    diagnostics,
    usage: { ...usage, output_tokens: 1 },
  }
  const { cache_creation_input_tokens, cache_read_input_tokens, input_tokens, output_tokens } = usage
  const totals = {
    cache_creation_input_tokens,
    cache_read_input_tokens,
    input_tokens,
    output_tokens,
    output_tokens_details: null,
    server_tool_use: null,
  }
  return [
    toEvent({ type: 'message_start', message: start }),
    toEvent({
      type: 'content_block_start',
      index: 0,
      content_block: { type: 'text', text: '', citations: null },
    }),
    toEvent({ type: 'ping' }),
    ...chunks(text).map((chunk) =>
      toEvent({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: chunk } }, true),
    ),
    toEvent({ type: 'content_block_stop', index: 0 }),
    toEvent({
      type: 'message_delta',
      delta: { stop_reason: stopReason, stop_sequence: null, stop_details: null, container: null },
      usage: totals,
    }),
    toEvent({ type: 'message_stop' }),
  ]
}

/** Writes one event as the vendor does: its type is its name. */
export function toEvent(
  data: { readonly type: string; readonly [field: string]: unknown },
  isChunk = false,
): LabStreamEvent {
  return { text: `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`, isChunk }
}

/** Pieces of one to four words; a very long text in at most a few hundred pieces. */
function chunks(text: string): string[] {
  const words = text.match(/\s*\S+\s*/g) ?? (text === '' ? [] : [text])
  const scale = Math.ceil(words.length / 1000)
  const pieces: string[] = []
  for (let index = 0; index < words.length;) {
    const size = (1 + (pieces.length % 4)) * scale
    pieces.push(words.slice(index, index + size).join(''))
    index += size
  }
  return pieces
}
