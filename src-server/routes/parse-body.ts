import { setImmediate } from 'node:timers/promises'
import type { Context } from 'hono'
import type { z } from 'zod'
import { ApiError } from '../api-error.ts'

export interface BodyOptions {
  /** Larger bodies are refused with 413, as soon as that is known. */
  readonly maximumBytes: number
}

const defaultOptions: BodyOptions = { maximumBytes: 64 * 1024 }
const longestPath = 200
/** How much more than the largest body is read of one that is too large, and dropped. */
const droppedTimes = 4
/** What a decoder puts in place of bytes that are no UTF-8. */
const replacement = '\uFFFD'

export interface ParsedBody<Value> {
  readonly value: Value
  /** Of the whole body. */
  readonly bytes: number
}

/**
 * The request's JSON body, checked. Throws ApiError 413 `body_too_large`, 400
 * `invalid_json`, or 400 `invalid_value` with the path of the first wrong field
 * (`messages[0].content`). No error repeats what was sent.
 */
export async function parseBody<Schema extends z.ZodType>(
  context: Context,
  schema: Schema,
  options: BodyOptions = defaultOptions,
): Promise<ParsedBody<z.output<Schema>>> {
  const { text, bytes } = await readBody(context, options)
  if (isBroken(text, bytes)) throw invalidJson('The body is not valid UTF-8')
  return { value: checkedValue(parseJson(text), schema), bytes }
}

/**
 * Broken characters nearly always change the length; only those that were cut after
 * three of four bytes do not, and pass as replaced.
 */
function isBroken(text: string, bytes: number): boolean {
  return text.includes(replacement) && Buffer.byteLength(text) !== bytes
}

async function readBody(
  context: Context,
  { maximumBytes }: BodyOptions,
): Promise<{ readonly text: string; readonly bytes: number }> {
  const announced = Number(context.req.header('content-length') ?? NaN)
  if (announced > maximumBytes) throw tooLarge(maximumBytes)
  try {
    // Node's parser holds a client to the length that it announced; other bodies are counted as they come.
    return announced >= 0
      ? { text: await context.req.text(), bytes: announced }
      : await readStream(context.req.raw.body, maximumBytes)
  } catch (error) {
    if (error instanceof ApiError) throw error
    throw new ApiError(
      400,
      'invalid_request_error',
      'incomplete_body',
      'The body of the request did not arrive completely. Send it again.',
      { cause: error },
    )
  }
}

async function readStream(
  body: ReadableStream<Uint8Array> | null,
  maximumBytes: number,
): Promise<{ readonly text: string; readonly bytes: number }> {
  if (body === null) return { text: '', bytes: 0 }
  const reader = body.getReader()
  const chunks: Uint8Array[] = []
  let bytes = 0
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    bytes += next.value.length
    if (bytes > maximumBytes) {
      void drop(reader, droppedTimes * maximumBytes)
      throw tooLarge(maximumBytes)
    }
    chunks.push(next.value)
  }
  return { text: new TextDecoder().decode(Buffer.concat(chunks)), bytes }
}

/** Takes what still comes: unread, it would hold up the client's next request on the same connection. */
async function drop(reader: ReadableStreamDefaultReader<Uint8Array>, most: number): Promise<void> {
  try {
    for (let bytes = 0; bytes < most;) {
      await setImmediate()
      const { done, value } = await reader.read()
      if (done) return
      bytes += value.length
    }
    await reader.cancel()
  } catch {
    // The client has left.
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // The parser's own message quotes the text, which may hold a password.
    throw invalidJson('The body is not valid JSON')
  }
}

function invalidJson(what: string): ApiError {
  return new ApiError(
    400,
    'invalid_request_error',
    'invalid_json',
    `${what}. Send a JSON object as application/json.`,
  )
}

/** `value` as `schema` has it; throws ApiError 400 that names the first wrong field. */
function checkedValue<Schema extends z.ZodType>(value: unknown, schema: Schema): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  throw toApiError(result.error.issues)
}

type Issue = z.core.$ZodIssue

function toApiError(issues: readonly Issue[]): ApiError {
  const [issue] = issues
  const { path, message } =
    issue === undefined ? { path: [], message: 'This value is not valid.' } : deepest(issue)
  const param = toPath(path)
  return new ApiError(
    400,
    'invalid_request_error',
    'invalid_value',
    `${param === '' ? 'The body' : param}: ${message}`,
    param === '' ? {} : { param },
  )
}

interface Finding {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/**
 * Of a union's branches the one that fits furthest tells best what is wrong; those of
 * other kinds say no more than that of its type.
 */
function deepest({ path, message, ...issue }: Issue): Finding {
  const branches = issue.code === 'invalid_union' ? issue.errors : []
  const inner = branches.flatMap(([first]) => (first === undefined ? [] : [deepest(first)]))
  const best = inner.reduce<Finding | undefined>(
    (found, next) =>
      found === undefined ||
      next.path.length > found.path.length ||
      (next.path.length === found.path.length && isAboutKind(found))
        ? next
        : found,
    undefined,
  )
  return best === undefined || best.path.length === 0
    ? { path, message }
    : { path: [...path, ...best.path], message: best.message }
}

function isAboutKind({ path }: Finding): boolean {
  return path.at(-1) === 'type'
}

/** `messages[0].content`: as OpenAI names fields in `param`. */
function toPath(path: readonly PropertyKey[]): string {
  const text = path
    .map((part, index) =>
      typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`,
    )
    .join('')
  return text.slice(0, longestPath)
}

function tooLarge(maximumBytes: number): ApiError {
  return new ApiError(
    413,
    'invalid_request_error',
    'body_too_large',
    `The body is larger than ${maximumBytes} bytes. Send a smaller one.`,
  )
}
