import { readEnd, type AnswerEnd } from '../answer-end.ts'

/**
 * The end of a choice. Gateways tell the vendor's own word beside theirs: an answer that they call cut
 * (`length`) for a reason that is no limit is incomplete.
 */
export function readChatEnd(
  reason: string | null | undefined,
  native?: string | null,
): AnswerEnd | undefined {
  const end = readEnd(reason)
  const own = end?.kind === 'length' ? readEnd(native) : undefined
  return own?.kind === 'incomplete' ? own : end
}
