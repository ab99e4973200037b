import type { ChatCompletion } from '../../src-shared/dedicated-api/chat-answer.ts'
import { readChatEnd } from '../../src-shared/vendors/openai/read-chat-end.ts'

/**
 * Whether every choice of an answer came to an end that is known. A stream that was cut has `finish_reason:
 * null`, an end that is none has the vendor's word beside it; neither may be served again as an answer.
 */
export function isFinished({ choices }: ChatCompletion): boolean {
  return choices.length > 0 && choices.every(isWhole)
}

function isWhole({ finish_reason: reason, native_finish_reason: native }: ChatCompletion['choices'][number]) {
  const end = readChatEnd(reason, typeof native === 'string' ? native : undefined)
  return end !== undefined && end.kind !== 'incomplete'
}
