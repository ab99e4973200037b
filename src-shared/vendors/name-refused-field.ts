import { anyOf } from './any-of.ts'
import type { ErrorBody } from './read-error-body.ts'

/**
 * Fields that a request can go without, or with another in their place. `system` and `developer` are
 * roles.
 */
export const refusableFields = [
  'max_tokens',
  'max_completion_tokens',
  'max_output_tokens',
  'stream_options',
  'temperature',
  'prompt_cache_key',
  'prompt_cache_options',
  'prompt_cache_breakpoint',
  'prompt_cache_retention',
  'cache_control',
  'diagnostics',
  'system',
  'developer',
] as const

export type RefusableField = (typeof refusableFields)[number]

/** Other names of the same fields, in servers' words. */
const otherNames: Readonly<Record<string, RefusableField>> = {
  include_usage: 'stream_options',
  previous_message_id: 'diagnostics',
  maxOutputTokens: 'max_output_tokens',
  max_new_tokens: 'max_tokens',
}
/** Plain words of English, which name a field only where they stand as one. */
const everydayWords: ReadonlySet<string> = new Set(['diagnostics', 'system', 'developer'])
const refusedSystem = anyOf(
  /\bsystem (?:role|prompt|messages?|instructions?)\b.*\bnot (?:supported|allowed|enabled|permitted)/,
  /\bsystem (?:role|prompt|messages?|instructions?)\b.*\bunsupported/,
  /\brole ['"`]?system\b.*\b(?:not|un)\s?(?:supported|allowed|enabled|permitted)/,
  /unsupported role/,
  /roles must alternate/,
  /only user and assistant roles/,
  /does not support ['"`]system\b/,
  /(?:unexpected|invalid|unknown) (?:message )?role:? ['"`]?system/,
  /\brole\b.*,? (?:not|['"]?input['"]?:) ['"“]system\b/,
)
const refusedDeveloper = anyOf(
  /\bdeveloper\b.*\b(?:not (?:supported|allowed|enabled|permitted|one of)|unsupported)/,
  /does not support ['"`]developer\b/,
  /(?:unexpected|invalid|unknown|unsupported) (?:message )?(?:role|value)?:? ?['"`]?developer/,
  /\brole\b.*,? (?:not|['"]?input['"]?:) ['"“]developer\b/,
)

/** The field that a refusal is about: the one that the body names, or else the first that its words name. */
export function nameRefusedField({
  param,
  said = '',
}: Pick<ErrorBody, 'param' | 'said'>): RefusableField | undefined {
  return fieldInPath(param ?? '') ?? roleIn(said) ?? fieldInWords(said)
}

/** The last part that is known, so that `messages.0.content.0.cache_control` is found. */
function fieldInPath(path: string): RefusableField | undefined {
  const parts = path.split(/[^\w]+/)
  // A role is refused by its value, which the words tell.
  if (parts.at(-1) === 'role') return undefined
  return parts.map(toField).findLast((field) => field !== undefined)
}

function roleIn(said: string): RefusableField | undefined {
  if (refusedDeveloper.test(said)) return 'developer'
  return refusedSystem.test(said) ? 'system' : undefined
}

function fieldInWords(said: string): RefusableField | undefined {
  for (const { 0: word, index } of said.matchAll(/[A-Za-z]\w*(?:[.[]\w+\]?)*/g)) {
    const isPath = /[.[]/.test(word)
    const field = isPath ? fieldInPath(word) : toField(word)
    if (field !== undefined && isPath) return field
    if (field !== undefined && (!everydayWords.has(word) || standsAsName(said, index, word.length)))
      return field
  }
  return /\bstream options\b/i.test(said) ? 'stream_options' : undefined
}

function toField(name: string): RefusableField | undefined {
  return refusableFields.find((field) => field === name) ?? otherNames[name]
}

/** In quotation marks, behind “parameter” or the like, or before the colon that begins an explanation. */
function standsAsName(said: string, index: number, length: number): boolean {
  const before = said.slice(Math.max(0, index - 30), index)
  const after = said.slice(index + length, index + length + 2)
  return (
    /['"`“‘]$/.test(before) ||
    (after.startsWith(':') && /(?:^|[\s:.])$/.test(before)) ||
    /\b(?:parameters?|fields?|arguments?|inputs?|propert(?:y|ies))(?: supplied)?:? ?$/i.test(before)
  )
}
