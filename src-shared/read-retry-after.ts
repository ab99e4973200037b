/** A vendor that asks for a longer wait than this has another trouble than load. */
const longestMs = 24 * 60 * 60_000

/**
 * The wait that a response asks for, in milliseconds: `retry-after-ms`, else `retry-after` as seconds or as
 * an HTTP date (RFC 9110). Undefined when it asks for none, or for nonsense.
 */
export function readRetryAfter(
  headers: Pick<Headers, 'get'> | undefined,
  now: () => number = Date.now,
): number | undefined {
  const exact = headers?.get('retry-after-ms')
  const plain = headers?.get('retry-after')
  return (
    sensible(toNumber(exact)) ?? sensible(toNumber(plain) * 1000) ?? sensible(Date.parse(plain ?? '') - now())
  )
}

function toNumber(text: string | null | undefined): number {
  return text === null || text === undefined || !/^\s*\d+(?:\.\d+)?\s*$/.test(text)
    ? Number.NaN
    : Number(text)
}

function sensible(ms: number): number | undefined {
  return Number.isFinite(ms) && ms >= 0 && ms <= longestMs ? Math.ceil(ms) : undefined
}
