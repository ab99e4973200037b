import { ApiError } from '../api-error.ts'

/** `on` looks up and keeps, `refresh` asks the vendor and keeps, `off` does neither. */
export type AnswerCacheUse = 'on' | 'off' | 'refresh'

export interface AnswerCacheWish {
  /**
   * A header of the request by its name in lower case: `x-answer-cache` and `cache-control` are looked at.
   */
  readonly header: (name: string) => string | undefined
  /** Whether the body says anything about the vendor's prompt cache. */
  readonly hasCacheFields: boolean
}

/**
 * Whether a request uses the answer cache. `x-answer-cache: on | off | refresh` decides, then
 * `cache-control: no-store` (off) or `no-cache` (refresh). Without either, a request that
 * manages the vendor's cache goes to the vendor, for its author wants the prefix written or
 * read. Throws ApiError 400 for another value of the first.
 */
export function usesAnswerCache({ header, hasCacheFields }: AnswerCacheWish): AnswerCacheUse {
  const wish = header('x-answer-cache')
  if (wish !== undefined) return readWish(wish.trim().toLowerCase())
  return readCacheControl(header('cache-control') ?? '') ?? (hasCacheFields ? 'off' : 'on')
}

function readWish(wish: string): AnswerCacheUse {
  if (wish === 'on' || wish === 'off' || wish === 'refresh') return wish
  throw new ApiError(
    400,
    'invalid_request_error',
    'invalid_header',
    'The header x-answer-cache must be "on", "off" or "refresh".',
    { param: 'x-answer-cache' },
  )
}

function readCacheControl(header: string): 'off' | 'refresh' | undefined {
  const directives = header
    .toLowerCase()
    .split(',')
    .map((directive) => directive.trim())
  if (directives.includes('no-store')) return 'off'
  return directives.includes('no-cache') ? 'refresh' : undefined
}
