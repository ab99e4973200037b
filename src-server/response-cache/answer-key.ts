import { hash } from 'node:crypto'
import { ApiError } from '../api-error.ts'

export interface AnswerKeyInput {
  /** The user's id, or `shared` where an admin lets users share answers. */
  readonly scope: string
  readonly provider: string
  /** As resolved, in place of the body's. */
  readonly model: string
  /** The client's, unknown fields included. */
  readonly body: Readonly<Record<string, unknown>>
}

/** How an answer travels, not what it says. Every other field may change the answer, the unknown ones too. */
const withoutInfluence = new Set(['model', 'stream', 'stream_options'])
/** Deeper than any schema in use; a body nested deeper could exhaust the stack. */
export const deepestNesting = 200

/**
 * What answers are kept under: a SHA-256 (base64url) over the whole body with its keys sorted.
 * Arrays keep their order; null is not the same as absent, which costs a hit at most. Throws
 * ApiError 400 for a body that is nested too deeply.
 */
export function answerKey({ scope, provider, model, body }: AnswerKeyInput): string {
  const text = `1,${encode([scope, provider, model], 0)}${encodeObject(body, 0, withoutInfluence)}`
  return hash('sha256', toBytes(text), 'base64url')
}

/**
 * UTF-8 is half as long to hash, but makes all halves of surrogate pairs the same
 * sign; where that occurs, UTF-16 tells them apart.
 */
function toBytes(text: string): Buffer {
  const bytes = Buffer.from(text)
  return bytes.includes('\uFFFD') ? Buffer.from(text, 'utf16le') : bytes
}

/**
 * One text for one value, and no two values alike: strings go in as they are, behind
 * their length, which is quicker than to escape them.
 */
function encode(value: unknown, depth: number): string {
  if (typeof value === 'string') return `${value.length}"${value}`
  if (typeof value !== 'object' || value === null) return `${String(value)},`
  if (depth > deepestNesting) throw nestedTooDeeply()
  if (!Array.isArray(value)) return encodeObject(value, depth)
  let text = '['
  for (const entry of value) text += encode(entry, depth + 1)
  return `${text}]`
}

function encodeObject(value: object, depth: number, left?: ReadonlySet<string>): string {
  let text = '{'
  for (const [name, entry] of Object.entries(value).sort(byName))
    if (entry !== undefined && left?.has(name) !== true)
      text += encode(name, depth) + encode(entry, depth + 1)
  return `${text}}`
}

function byName([first]: readonly [string, unknown], [second]: readonly [string, unknown]): number {
  return first < second ? -1 : 1
}

export function nestedTooDeeply(): ApiError {
  return new ApiError(
    400,
    'invalid_request_error',
    'nested_too_deeply',
    `The request is nested more than ${deepestNesting} levels deep. Send flatter data.`,
  )
}
