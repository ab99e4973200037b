import type { Reply } from './odd-answer.ts'

type Json = Readonly<Record<string, unknown>>

/** Events as SSE, without an end mark. */
export function sse(...events: readonly unknown[]): string {
  return events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')
}

/** A chunk of a chat completion. */
export function chunk(delta: Json, finish: string | null = null, more: Json = {}): Json {
  return {
    id: 'c1',
    object: 'chat.completion.chunk',
    choices: [{ index: 0, delta, finish_reason: finish }],
    ...more,
  }
}

export const usageChunk: Json = { id: 'c1', choices: [], usage: { prompt_tokens: 120, completion_tokens: 4 } }
export const doneMark = 'data: [DONE]\n\n'

/** A streamed chat completion that ends well, of these pieces of content. */
export function chat(...pieces: readonly unknown[]): Reply {
  return chatEnding('stop', ...pieces)
}

/** The same with this reason for its end. */
export function chatEnding(finish: string | null, ...pieces: readonly unknown[]): Reply {
  const chunks = pieces.map((content) => chunk({ content }))
  return { body: sse(...chunks, chunk({}, finish), usageChunk) + doneMark }
}

/** A whole chat completion as JSON. */
export function chatJson(content: unknown, more: Json = {}): Json {
  return {
    id: 'c1',
    object: 'chat.completion',
    choices: [{ index: 0, message: { role: 'assistant', content, ...more }, finish_reason: 'stop' }],
    usage: { prompt_tokens: 120, completion_tokens: 4 },
  }
}

export function json(body: unknown, status = 200): Reply {
  return { status, contentType: 'application/json', body: JSON.stringify(body) }
}

/** An event of Anthropic's or of OpenAI's Responses, named as they do. */
export function named(...events: readonly ({ readonly type: string } & Json)[]): string {
  return events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('')
}

const messageStart = {
  type: 'message_start',
  message: {
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'claude-haiku-5-5',
    content: [],
    stop_reason: null,
    usage: {
      input_tokens: 120,
      cache_creation_input_tokens: 0,
      cache_read_input_tokens: 0,
      output_tokens: 1,
    },
  },
}

/** A streamed message of Anthropic's with this text and reason to stop. */
export function message(text: string, stop: string | null, isStopped = true): Reply {
  return {
    body: named(
      messageStart,
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text } },
      { type: 'content_block_stop', index: 0 },
      { type: 'message_delta', delta: { stop_reason: stop }, usage: { output_tokens: 4 } },
      ...(isStopped ? [{ type: 'message_stop' }] : []),
    ),
  }
}

/** A piece of Gemini's stream. */
export function candidate(text: string | undefined, finish?: string, more: Json = {}): Json {
  return {
    responseId: 'r1',
    candidates: [
      {
        ...(text === undefined ? {} : { content: { role: 'model', parts: [{ text }] } }),
        ...(finish === undefined ? {} : { finishReason: finish }),
      },
    ],
    usageMetadata: { promptTokenCount: 120, candidatesTokenCount: 4, totalTokenCount: 124 },
    ...more,
  }
}

const response = { id: 'resp_1', object: 'response', status: 'in_progress', output: [] }
const responseUsage = { input_tokens: 120, output_tokens: 4, total_tokens: 124 }

/** A streamed response of OpenAI's with this text and status. */
export function responses(text: string, status: string, more: Json = {}): Reply {
  return {
    body: named(
      { type: 'response.created', response },
      { type: 'response.output_text.delta', item_id: 'm1', output_index: 0, content_index: 0, delta: text },
      { type: `response.${status}`, response: { ...response, status, usage: responseUsage, ...more } },
    ),
  }
}
