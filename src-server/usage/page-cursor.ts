import type { z } from 'zod'
import { ApiError } from '../api-error.ts'

/**
 * Where a page ended, as opaque text: the values that its order is made of. It says nothing about whose rows
 * they are, for the filter is asked anew with every page; so a cursor from elsewhere opens nothing.
 */
export function encodeCursor(position: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url')
}

/** Throws ApiError 400 for text that this gateway never gave. */
export function decodeCursor<Position>(cursor: string, position: z.ZodType<Position>): Position {
  const parsed = position.safeParse(fromBase64(cursor))
  if (!parsed.success)
    throw new ApiError(
      400,
      'invalid_request_error',
      'invalid_cursor',
      'The cursor is not one of this list. Send nextCursor as the page before gave it, ' +
        'or leave it out to begin anew.',
      { param: 'cursor' },
    )
  return parsed.data
}

function fromBase64(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString())
  } catch {
    return undefined
  }
}
