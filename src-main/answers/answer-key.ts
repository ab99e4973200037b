import { createHash } from 'node:crypto'

/**
 * Everything that a provider is asked, and how. A field that is added
 * to it changes the key unless it is named below.
 */
export interface AnswerQuestion {
  /** The person's own, to keep environments apart; may be empty. */
  readonly keyPrefix: string
  readonly provider: string
  /** The complete call as the provider gets it. */
  readonly call: object
}

/**
 * What cannot change an answer: where prompts are cached and for how long, who pays, and what the blocks'
 * hashes already stand for. `*` is every element of a list.
 */
const leftOut: readonly string[] = [
  ...['mode', 'marks', 'ttl', 'reason'].map((field) => `call.plan.${field}`),
  ...['scope', 'model', 'previousResponseId', 'explicitCache'].map((field) => `call.cache.${field}`),
  'call.credentials.apiKey',
  'call.prompt.breakpoints',
  ...['call.prompt.prefix.*', 'call.prompt.dynamic'].flatMap((block) => [
    `${block}.text`,
    `${block}.tokens`,
    `${block}.label`,
  ]),
]

/**
 * SHA-256 (hex) over the canonical JSON of a question: keys are sorted, absent is the same as
 * undefined. The bytes of the prompt count by the hashes of its blocks. What is left out is named,
 * so that a field added later makes another key.
 */
export function answerKey(question: AnswerQuestion): string {
  return createHash('sha256')
    .update(JSON.stringify(canonical(question, '')))
    .digest('hex')
}

function canonical(value: unknown, path: string): unknown {
  if (Array.isArray(value)) return value.map((each) => canonical(each, `${path}.*`))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value)
    .filter(([name, each]) => each !== undefined && !leftOut.includes(join(path, name)))
    .sort(([one], [other]) => (one < other ? -1 : 1))
  return Object.fromEntries(entries.map(([name, each]) => [name, canonical(each, join(path, name))]))
}

function join(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`
}
