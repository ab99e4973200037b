import { stopReasonOf, type AnswerEnd } from '../../../src-shared/vendors/answer-end.ts'
import type { FinishedEvent } from '../provider.ts'

/** The end of an answer as an event, with the vendor's word for an end that is not known to be a good one. */
export function toFinished(end: AnswerEnd): FinishedEvent {
  return {
    type: 'finished',
    stopReason: stopReasonOf(end),
    ...(end.kind === 'incomplete' ? { reason: end.reason } : {}),
  }
}
