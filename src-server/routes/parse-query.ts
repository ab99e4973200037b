import type { Context, MiddlewareHandler } from 'hono'
import type { z } from 'zod'
import { ApiError } from '../api-error.ts'

/**
 * The query's parameters, checked. Throws ApiError 400 that names the
 * first wrong one; what was sent is not repeated.
 */
export function parseQuery<Schema extends z.ZodType>(context: Context, schema: Schema): z.output<Schema> {
  const result = schema.safeParse(context.req.query())
  if (result.success) return result.data
  const [issue] = result.error.issues
  if (issue?.code === 'unrecognized_keys')
    throw wrongParameter(issue.keys[0] ?? '', 'There is no such parameter here.')
  throw wrongParameter(String(issue?.path[0] ?? ''), issue?.message ?? 'This value is not valid.')
}

const longestName = 100

/** For answers about a person's money and use, which no cache may keep. */
export const noStore: MiddlewareHandler = async (context, next) => {
  context.header('Cache-Control', 'no-store')
  await next()
}

export function wrongParameter(name: string, message: string): ApiError {
  const param = name.slice(0, longestName)
  return new ApiError(400, 'invalid_request_error', 'invalid_parameter', `${param}: ${message}`, { param })
}
