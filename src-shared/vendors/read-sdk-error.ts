import { z } from 'zod'
import { readRetryAfter } from '../read-retry-after.ts'
import { causesOf, isTimeout } from './classify-connection.ts'
import { reportBody, reportText, type ErrorReport } from './error-report.ts'

/**
 * The parts of an `APIError` of OpenAI's and Anthropic's SDK that are used. `error` is the body
 * (Anthropic) or its `error` (OpenAI); an error in a stream has no status, and a body that is no JSON
 * stands in the message alone.
 */
const apiErrorSchema = z.object({
  status: z.number().optional().catch(undefined),
  error: z.unknown().optional(),
  type: z.string().nullish().catch(undefined),
  apiMessage: z.string().nullish().catch(undefined),
  message: z.string().optional().catch(undefined),
  // Not z.instanceof: naming Headers at load would load Node's whole HTTP stack at start.
  headers: z
    .custom<Pick<Headers, 'get'>>((value) => typeof value === 'object' && value !== null && 'get' in value)
    .optional()
    .catch(undefined),
})

type ApiError = z.output<typeof apiErrorSchema>

/** Reads an error answer, or an error in a stream, from what the SDK threw; undefined when it is none. */
export function readSdkError(error: unknown): ErrorReport | undefined {
  if (causesOf(error).some(isTimeout)) return undefined
  const { data } = apiErrorSchema.safeParse(error)
  if (data === undefined) return undefined
  const { status, error: body, type } = data
  const isAnswer = status !== undefined || isFilled(body) || isFilled(type)
  if (!isAnswer) return undefined
  const retryAfterMs = readRetryAfter(data.headers)
  const report = isFilled(body) ? reportBody(body, status) : reportWithoutBody(data)
  return retryAfterMs === undefined ? report : { ...report, retryAfterMs }
}

function reportWithoutBody({ status, type, apiMessage, message = '' }: ApiError): ErrorReport {
  if (isFilled(type)) return reportBody({ error: { type, message: apiMessage ?? message } }, status)
  // The SDK puts the status before the text, and words of its own in the place of none.
  const text = message.replace(/^\d{3} /, '')
  return reportText(text === 'status code (no body)' ? '' : text, status)
}

function isFilled<Value>(value: Value): value is NonNullable<Value> {
  return value !== undefined && value !== null && value !== ''
}
