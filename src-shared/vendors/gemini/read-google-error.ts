import { z } from 'zod'
import { reportBody, reportText, type ErrorReport } from '../error-report.ts'

/**
 * What the SDK throws for an error answer, and for an error in a stream. Its message holds the body as
 * JSON.
 */
const apiErrorSchema = z.object({ name: z.literal('ApiError'), status: z.number(), message: z.string() })

/**
 * The SDK's own wrapper around a body that was no JSON: the text, and the words that belong to the
 * status.
 */
const wrappedSchema = z.strictObject({
  error: z.strictObject({
    message: z.string(),
    code: z.number(),
    // Google's own are in capitals: `INVALID_ARGUMENT`.
    status: z.string().regex(/^(?![A-Z_]+$)/),
  }),
})

/**
 * Reads an error answer, or an error in a stream, from what Google's SDK threw; undefined when it is
 * none.
 */
export function readGoogleError(error: unknown): ErrorReport | undefined {
  const thrown = apiErrorSchema.safeParse(error)
  if (!thrown.success) return undefined
  const { status, message } = thrown.data
  const body = parseBody(message)
  const wrapped = wrappedSchema.safeParse(body)
  if (wrapped.success) return reportText(wrapped.data.error.message, status)
  return body === undefined ? reportText('', status) : reportBody(body, status)
}

/** An error in a stream stands behind a few words of the SDK's. */
function parseBody(message: string): unknown {
  try {
    return JSON.parse(message.replace(/^got status: [^.]*\. /, ''))
  } catch {
    return undefined
  }
}
