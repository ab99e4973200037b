import type { ChatCompletion } from '../../src-shared/dedicated-api/chat-answer.ts'

/** Whether every choice of an answer came to its end; a stream that was cut has `finish_reason: null`. */
export function isFinished({ choices }: ChatCompletion): boolean {
  return choices.length > 0 && choices.every(({ finish_reason: reason }) => reason !== null)
}
