import { longestSilenceAfterEndMs } from '../../../src-shared/vendors/answer-end.ts'
import { throwIfError } from '../../../src-shared/vendors/told-error.ts'
import { drain } from '../http/drain.ts'
import { endedEarly } from '../http/ended-early.ts'
import { nextInTime, type Next } from '../http/next-in-time.ts'
import type { CallContext, Vendor } from '../http/vendor.ts'
import type { ProviderEvent } from '../provider.ts'
import { chatFinished, emptyChatState, readChatChunk, type ChatState } from './read-chat-chunk.ts'
import { refusalWarning } from './read-response-event.ts'

export interface ChatStream {
  readonly iterator: AsyncIterator<unknown>
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly context: CallContext
  readonly vendor: Vendor
  /** Whether the server has sent its end mark, for servers that give no reason for the end. */
  readonly isDone?: () => boolean
}

/**
 * Reads the chunks of a chat completion to their end. The answer is complete when the vendor said why it
 * ended (or that it did); what fails after that costs the usage, which is then unknown, and not the answer.
 */
export async function* readChatStream(stream: ChatStream): AsyncGenerator<ProviderEvent> {
  let state = emptyChatState
  while (!(state.end !== undefined && state.hasUsage)) {
    const next = await nextChunk(stream, state)
    stream.signal.throwIfAborted()
    if (next.kind !== 'event') break
    if (state.end === undefined) throwIfError(next.event)
    const read = readChatChunk(next.event, state)
    state = read.state
    yield* read.events
  }
  const isComplete =
    state.end !== undefined || state.hasUsage || (state.hasBegun && stream.isDone?.() === true)
  if (!isComplete) throw endedEarly(!state.hasBegun, stream.context, stream.vendor)
  await drain(stream.iterator, stream.signal)
  stream.signal.throwIfAborted()
  const finished = chatFinished(state)
  if (finished.stopReason === 'refusal') yield refusalWarning(state.refusal)
  yield finished
}

async function nextChunk(
  { iterator, signal, timeoutMs, vendor }: ChatStream,
  state: ChatState,
): Promise<Next<unknown>> {
  if (state.end === undefined) return await nextInTime(iterator, timeoutMs, signal, vendor.name)
  try {
    return await nextInTime(iterator, Math.min(timeoutMs, longestSilenceAfterEndMs), signal, vendor.name)
  } catch {
    return { kind: 'end' }
  }
}
