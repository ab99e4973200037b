import { plainWords } from './plain-words.ts'

/** What the body of an error says, in whatever shape. */
export interface ErrorBody {
  readonly said?: string
  readonly type?: string
  readonly code?: string
  readonly param?: string
  /** A status that stands in the body. */
  readonly status?: number
  /** The reasons of Google's ErrorInfo, such as `API_KEY_INVALID`. */
  readonly reasons: readonly string[]
  readonly retryAfterMs?: number
  /** Counts beside the words, as llama.cpp sends them. */
  readonly promptTokens?: number
  readonly contextTokens?: number
  /** Whether it is JSON of the shape that APIs report errors in, and no page or text of some other server. */
  readonly hasShape: boolean
}

type Members = Readonly<Record<string, unknown>>

const deepest = 6
const mostItems = 5
/** A wait beyond a day is no wait for load. */
const longestWaitSeconds = 24 * 60 * 60
/** Where servers put their words, the most telling first. */
const wordKeys = [
  'message',
  'msg',
  'detail',
  'details',
  'error_description',
  'error_message',
  'errorMessage',
  'error_msg',
  'errmsg',
  'status_msg',
  'Message',
  'base_resp',
  'error',
  'errors',
  'description',
  'reason',
  'title',
] as const
/** What stands in answers, and in pieces of them. */
const answerKeys = ['choices', 'candidates', 'content', 'data', 'output', 'id', 'models', 'usageMetadata']
/** Where the facts stand, the inner before the outer. */
const wrapperKeys = ['error', 'errors', 'detail', 'message', 'details', 'base_resp'] as const

/**
 * Reads an error's body: JSON in any of the shapes that servers are known to use, a web page, or a plain
 * text.
 */
export function readErrorBody(body: unknown): ErrorBody {
  const value = typeof body === 'string' ? (parseObject(body) ?? body) : body
  if (typeof value === 'string') return { said: plainWords(value), reasons: [], hasShape: false }
  const layers = layersOf(value, 0)
  const said = wordsOf(value, 0)
  return {
    said: said === undefined ? undefined : plainWords(said),
    type: first(
      layers,
      ({ type, status }) => text(type === 'error' ? undefined : type) ?? googleStatus(status),
    ),
    code: first(layers, ({ code, error_code: other }) => word(code) ?? word(other)),
    param: first(layers, ({ param, loc, params }) => text(param) ?? pathOf(loc) ?? surplusIn(params)),
    status: first(layers, statusOf),
    ...readDetails(layers),
    promptTokens: first(layers, ({ n_prompt_tokens: count }) => wholeNumber(count)),
    contextTokens: first(layers, ({ n_ctx: count }) => wholeNumber(count)),
    hasShape: said !== undefined,
  }
}

/**
 * The error that an answer of a good status, or an event of a stream, turns out to be; undefined for
 * anything else.
 */
export function errorIn(answer: unknown): unknown {
  const value = Array.isArray(answer) && answer.length > 0 ? (answer[0] as unknown) : answer
  if (!isObject(value)) return undefined
  const { error, errors, detail, object, type, choices } = value
  if (isFilled(error)) return value
  // OpenRouter tells an error of the provider behind it in the choice.
  const choice: unknown = Array.isArray(choices) ? choices[0] : undefined
  if (isObject(choice)) return isFilled(choice.error) ? { error: choice.error } : undefined
  if (object === 'error' || type === 'error' || isFailedBase(value.base_resp)) return value
  const isOther = type !== undefined || answerKeys.some((key) => isFilled(value[key]))
  const isError = isFilled(errors) || isFilled(detail) || error === true || hasWordsOfError(value)
  return !isOther && isError ? value : undefined
}

/** MiniMax tells in each answer how the call went; 0 is good. */
function isFailedBase(base: unknown): boolean {
  return isObject(base) && typeof base.status_code === 'number' && base.status_code !== 0
}

/** A code of 0 or 200 beside a message says that all is well. */
function hasWordsOfError({ code, message, msg, error_msg: said, success }: Members): boolean {
  if (success === true || code === 0 || code === 200) return false
  return [message, msg, said].some(isWords)
}

function isWords(value: unknown): boolean {
  return typeof value === 'string' && value.trim() !== ''
}

function isFilled(value: unknown): boolean {
  if (typeof value === 'string') return isWords(value)
  return Array.isArray(value) ? value.length > 0 : isObject(value) && Object.keys(value).length > 0
}

/** The objects that one error consists of, the innermost first. */
function layersOf(value: unknown, depth: number): Members[] {
  if (depth > deepest) return []
  if (typeof value === 'string') return layersOf(parseObject(value), depth + 1)
  if (Array.isArray(value)) return layersOf(value[0], depth + 1)
  if (!isObject(value)) return []
  return [...wrapperKeys.flatMap((key) => layersOf(value[key], depth + 1)), value]
}

function wordsOf(value: unknown, depth: number): string | undefined {
  if (depth > deepest) return undefined
  if (typeof value === 'string') return wordsOf(parseObject(value), depth + 1) ?? text(value)
  if (Array.isArray(value)) {
    const words = value.slice(0, mostItems).map((item: unknown) => wordsOf(item, depth + 1))
    return text(words.filter((each) => each !== undefined).join('; '))
  }
  if (!isObject(value)) return undefined
  const found = wordKeys.map((key) => wordsOf(value[key], depth + 1)).find((words) => words !== undefined)
  if (found === undefined) return undefined
  const path = pathOf(value.loc)
  const given = path?.endsWith('role') === true ? text(value.input) : undefined
  const words = given === undefined ? found : `${found}, not '${given}'`
  return withRaw(path === undefined ? words : `${path}: ${words}`, value, depth)
}

/** OpenRouter and others say “Provider returned error” and put the provider's own words beside it. */
function withRaw(said: string, { metadata }: Members, depth: number): string {
  const raw = isObject(metadata) ? wordsOf(metadata.raw, depth + 1) : undefined
  return raw === undefined || said.includes(raw) ? said : `${said}: ${raw}`
}

function readDetails(layers: readonly Members[]): Pick<ErrorBody, 'reasons' | 'retryAfterMs'> {
  const details = layers.flatMap((layer): unknown[] => (Array.isArray(layer.details) ? layer.details : []))
  const members = details.filter(isObject)
  const reasons = members.flatMap(({ reason }) => text(reason) ?? [])
  const seconds = members
    .map(({ retryDelay }) => Number(/^(\d+(?:\.\d+)?)s$/.exec(text(retryDelay) ?? '')?.[1]))
    .find((value) => value <= longestWaitSeconds)
  return { reasons, ...(seconds === undefined ? {} : { retryAfterMs: Math.ceil(seconds * 1000) }) }
}

function statusOf({ code, status, statusCode, status_code: other }: Members): number | undefined {
  return [code, status, statusCode, other].map(Number).find((value) => value >= 400 && value < 600)
}

function googleStatus(status: unknown): string | undefined {
  return typeof status === 'string' && /^[A-Z_]+$/.test(status) ? status : undefined
}

/** FastAPI's place of an error, without the part of the request: `stream_options.include_usage`. */
function pathOf(loc: unknown): string | undefined {
  if (!Array.isArray(loc)) return undefined
  const parts = loc.filter((part) => typeof part === 'string' || typeof part === 'number')
  return text(parts.filter((part, index) => !(index === 0 && part === 'body')).join('.'))
}

/** The field that a JSON schema does not know, as ajv tells it. */
function surplusIn(params: unknown): string | undefined {
  return isObject(params) ? text(params.additionalProperty) : undefined
}

function first<Value>(
  layers: readonly Members[],
  read: (layer: Members) => Value | undefined,
): Value | undefined {
  return layers.map(read).find((value) => value !== undefined)
}

function parseObject(body: string): unknown {
  if (!/^\s*[[{]/.test(body)) return undefined
  try {
    return JSON.parse(body)
  } catch {
    return undefined
  }
}

/** A code in words: a number is a status. */
function word(value: unknown): string | undefined {
  return typeof value === 'string' && !/^\s*\d*\s*$/.test(value) ? value : undefined
}

/** A text that says something; numbers stand for codes. */
function text(value: unknown): string | undefined {
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value.trim() !== '' ? value : undefined
}

function wholeNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : undefined
}

function isObject(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
