import type { AnswerEnd } from '../../../src-shared/vendors/answer-end.ts'
import { readChatPiece } from '../../../src-shared/vendors/openai/chat-chunk.ts'
import { toFinished } from '../http/to-finished.ts'
import type { FinishedEvent, ProviderEvent } from '../provider.ts'

/** What was learned from the stream so far. */
export interface ChatState {
  readonly hasBegun: boolean
  /** Set once the vendor said why the answer ended. */
  readonly end?: AnswerEnd
  /** The text of a refusal, which comes in pieces. */
  readonly refusal: string
  /** Whether the chunk with the usage has come that follows the answer. */
  readonly hasUsage: boolean
}

export const emptyChatState: ChatState = { hasBegun: false, refusal: '', hasUsage: false }

/** Reads one chunk of a chat completion: the state after it, and what it says to the run. */
export function readChatChunk(raw: unknown, state: ChatState): { state: ChatState; events: ProviderEvent[] } {
  const piece = readChatPiece(raw)
  if (piece === undefined) return { state, events: [] }
  const { id, text, isThinking, refusal, end, usage, isUsageAlone } = piece
  const events: ProviderEvent[] = []
  if (!state.hasBegun) events.push({ type: 'begun', ...(id === undefined ? {} : { responseId: id }) })
  if (isThinking) events.push({ type: 'thinking' })
  if (text !== '') events.push({ type: 'text', text })
  if (usage !== undefined) events.push({ type: 'usage', usage })
  return {
    state: {
      hasBegun: true,
      end: end ?? state.end,
      refusal: state.refusal + refusal,
      hasUsage: isUsageAlone || (state.hasUsage && text === ''),
    },
    events,
  }
}

/** The event that ends the run; an answer without a reason for its end was complete by the end mark. */
export function chatFinished({ end = { kind: 'complete' }, refusal }: ChatState): FinishedEvent {
  return toFinished(refusal === '' ? end : { kind: 'refusal' })
}
