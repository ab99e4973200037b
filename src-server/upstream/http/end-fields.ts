import { finishReasonOf, type AnswerEnd } from '../../../src-shared/vendors/answer-end.ts'

/** The fields of a choice that tell its end; the vendor's word stands beside where OpenAI has none for it. */
export function endFields(end: AnswerEnd): {
  readonly finish_reason: ReturnType<typeof finishReasonOf>
  readonly native_finish_reason?: string
} {
  const finish_reason = finishReasonOf(end)
  return end.kind === 'incomplete' ? { finish_reason, native_finish_reason: end.reason } : { finish_reason }
}
