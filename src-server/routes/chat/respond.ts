import type { ChatChunk } from '../../../src-shared/dedicated-api/chat-answer.ts'
import { toOwnError } from '../to-error-response.ts'
import type { StreamedPart } from './answer-streamed.ts'
import type { GivenAnswer, HeldCall } from './answer-whole.ts'
import { toByteStream, toEvent } from './event-stream.ts'
import { CallEnded } from './open-calls.ts'
import type { PreparedCall } from './prepare-call.ts'
import type { SettledCall } from './settle-call.ts'

const jsonHeaders = { 'content-type': 'application/json' } as const
export const eventHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-cache, no-transform',
  'x-accel-buffering': 'no',
} as const

/** A whole answer with its usage and metadata. */
export function toWhole(call: Pick<HeldCall, 'limitedTo'>, { completion, settled }: GivenAnswer): Response {
  return new Response(
    JSON.stringify({ ...completion, usage: settled.usage, metadata: metadataOf(call, settled) }),
    { status: 200, headers: jsonHeaders },
  )
}

/**
 * A streamed answer. Its first part is awaited before the status goes out, so that what the vendor refuses
 * has its own status; a later failure is an event of the stream, which then ends without `[DONE]`.
 */
export async function toEventStream(
  call: HeldCall,
  parts: AsyncGenerator<StreamedPart, void, undefined>,
  serving: { readonly goesOn: boolean; readonly leave: () => void; readonly close: () => void },
): Promise<Response> {
  const first = await parts.next()
  const events = toEvents(call, first, parts, serving.close)
  return new Response(toByteStream(events, serving.goesOn, serving.leave), {
    status: 200,
    headers: eventHeaders,
  })
}

async function* toEvents(
  call: HeldCall,
  first: IteratorResult<StreamedPart, void>,
  parts: AsyncGenerator<StreamedPart, void, undefined>,
  close: () => void,
): AsyncGenerator<string, void, undefined> {
  try {
    for (let next = first; next.done !== true; next = await parts.next()) {
      if (next.value.type === 'chunk') yield toEvent(next.value.chunk)
      else yield* endOf(call, next.value.last, next.value.settled)
    }
  } catch (error) {
    // Without an event, one that is cut off would look complete to many clients.
    const reason: unknown = call.signal.aborted ? call.signal.reason : error
    if (!hasLeft(reason)) yield toEvent(toOwnError(reason).toBody())
  } finally {
    // Left in the middle, the parts are left as well, and settle.
    await parts.return()
    close()
  }
}

function hasLeft(reason: unknown): boolean {
  return reason instanceof CallEnded && reason.code === 'client_closed'
}

/**
 * Usage and metadata are on the chunk that ends the answer, and, for a client that asked for `include_usage`,
 * on one more without choices, as OpenAI has it.
 */
export function* endOf(
  call: Pick<PreparedCall, 'clientBody'> & Pick<HeldCall, 'limitedTo'>,
  last: ChatChunk | undefined,
  settled: SettledCall,
): Generator<string, void, undefined> {
  const facts = { usage: settled.usage, metadata: metadataOf(call, settled) }
  if (call.clientBody.stream_options?.include_usage === true) {
    if (last !== undefined) yield toEvent(last)
    yield toEvent({
      id: last?.id ?? settled.metadata.request_id,
      object: 'chat.completion.chunk',
      created: last?.created ?? 0,
      model: last?.model ?? call.clientBody.model,
      choices: [],
      ...facts,
    })
  } else if (last !== undefined) yield toEvent({ ...last, ...facts })
  yield toEvent('[DONE]')
}

function metadataOf(
  { limitedTo }: Pick<HeldCall, 'limitedTo'>,
  { metadata }: SettledCall,
): SettledCall['metadata'] {
  return limitedTo === undefined ? metadata : { ...metadata, max_tokens_limited_to: limitedTo }
}
