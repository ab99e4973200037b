import type { ChatCompletion } from '../../../src-shared/dedicated-api/chat-answer.ts'
import { fromChatUsage } from '../../../src-shared/vendors/openai/from-openai-usage.ts'
import { throwIfError } from '../../../src-shared/vendors/told-error.ts'
import { vendorNames } from '../../../src-shared/vendors/vendor-names.ts'
import { phraseFailure } from '../http/phrase-failure.ts'
import type { UpstreamAnswer } from '../upstream.ts'
import { toPlainChoice } from '../http/to-plain-chunk.ts'

/**
 * Takes an answer as it came, with all of the vendor's fields but for the usage. Throws ApiError 502 for what
 * is no answer.
 */
export function readCompletion(raw: unknown): UpstreamAnswer {
  if (!isCompletion(raw)) {
    throwIfError(raw)
    throw phraseFailure({ kind: 'wrong_address' }, vendorNames.openai)
  }
  const { usage, ...completion } = raw
  const choices = completion.choices.map(toPlainChoice)
  return { completion: { ...completion, choices }, usage: fromChatUsage(usage) }
}

/** Checks by hand what the gateway relies on: a schema would cost more than reading the answer. */
function isCompletion(raw: unknown): raw is ChatCompletion {
  if (typeof raw !== 'object' || raw === null || !('choices' in raw)) return false
  const { choices } = raw
  return Array.isArray(choices) && choices.length > 0 && choices.every(isChoice)
}

function isChoice(choice: unknown): boolean {
  return (
    typeof choice === 'object' &&
    choice !== null &&
    'message' in choice &&
    typeof choice.message === 'object' &&
    choice.message !== null
  )
}
