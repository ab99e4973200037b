import type { LabStreamEvent } from '../lab-protocol.ts'
import { responsesUsage, type OpenAiAnswer } from './answer-shapes.ts'
import type { ResponsesRequest } from './responses-request.ts'
import { splitAnswer } from './to-pieces.ts'

/** An answer of the Responses API with the request that it repeats in part. */
export interface ResponsesAnswer extends OpenAiAnswer {
  readonly request: ResponsesRequest
  /** What the comparison with an earlier response says, where one was asked for. */
  readonly diagnostics?: unknown
}

/** A response in one piece. Source: SDK type `Response`. */
export function responseBody(answer: ResponsesAnswer): unknown {
  const isWarming = answer.request.prompt_cache_options?.prewarm === true
  return {
    ...responseFrame(answer),
    status: answer.isCut ? 'incomplete' : 'completed',
    incomplete_details: answer.isCut ? { reason: 'max_output_tokens' } : null,
    output: isWarming ? [] : [messageItem(answer, 'completed', [textPart(answer.text)])],
    usage: responsesUsage(answer),
    ...(answer.diagnostics === undefined ? {} : { prompt_cache_diagnostics: answer.diagnostics }),
  }
}

/** The same as server-sent events, in the vendor's order and numbered as the vendor does. Source: SDK type `ResponseStreamEvent`. */
export function responseEvents(answer: ResponsesAnswer): LabStreamEvent[] {
  const started = {
    ...responseFrame(answer),
    status: 'in_progress',
    incomplete_details: null,
    output: [],
    usage: null,
  }
  const place = { item_id: itemId(answer), output_index: 0, content_index: 0 }
  const done = answer.isCut ? 'incomplete' : 'completed'
  const pieces = splitAnswer(answer.text)
  const events: { type: string; isChunk?: boolean; [field: string]: unknown }[] = [
    { type: 'response.created', response: started },
    { type: 'response.in_progress', response: started },
    { type: 'response.output_item.added', output_index: 0, item: messageItem(answer, 'in_progress', []) },
    { type: 'response.content_part.added', ...place, part: textPart('') },
    ...pieces.map((delta) => ({
      type: 'response.output_text.delta',
      ...place,
      delta,
      logprobs: [],
      isChunk: true,
    })),
    { type: 'response.output_text.done', ...place, text: answer.text, logprobs: [] },
    { type: 'response.content_part.done', ...place, part: textPart(answer.text) },
    {
      type: 'response.output_item.done',
      output_index: 0,
      item: messageItem(answer, done, [textPart(answer.text)]),
    },
    { type: `response.${done}`, response: responseBody(answer) },
  ]
  return events.map(({ isChunk = false, ...event }, index) =>
    responseEvent({ ...event, type: event.type, sequence_number: index }, isChunk),
  )
}

/** Writes one event as the vendor does: its type is its name. */
export function responseEvent(
  data: { readonly type: string; readonly [field: string]: unknown },
  isChunk = false,
): LabStreamEvent {
  return { text: `event: ${data.type}\ndata: ${JSON.stringify(data)}\n\n`, isChunk }
}

function responseFrame({ id, createdAt, model, request, rule }: ResponsesAnswer): object {
  return {
    id,
    object: 'response',
    created_at: createdAt,
    model,
    error: null,
    instructions: request.instructions ?? null,
    max_output_tokens: request.max_output_tokens ?? null,
    metadata: {},
    parallel_tool_calls: request.parallel_tool_calls ?? true,
    previous_response_id: null,
    prompt_cache_key: request.prompt_cache_key ?? null,
    prompt_cache_retention: request.prompt_cache_retention ?? null,
    ...(rule.kind === 'breakpoints' ? { prompt_cache_options: { mode: rule.mode, ttl: rule.ttl } } : {}),
    reasoning: { effort: request.reasoning?.effort ?? null, summary: null },
    service_tier: 'default',
    store: request.store ?? true,
    temperature: 1,
    text: { format: { type: 'text' } },
    tool_choice: 'auto',
    tools: request.tools,
    top_p: 1,
    truncation: 'disabled',
    user: null,
  }
}

function messageItem(answer: OpenAiAnswer, status: string, content: readonly unknown[]): object {
  return { id: itemId(answer), type: 'message', status, role: 'assistant', content }
}

function textPart(text: string): object {
  return { type: 'output_text', text, annotations: [], logprobs: [] }
}

function itemId({ id }: OpenAiAnswer): string {
  return id.replace('resp', 'msg')
}
