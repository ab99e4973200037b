import type { FailureContext, VendorFailure } from './vendor-failure.ts'

const deepestCause = 5
const timeoutNames = /^(?:APIConnectionTimeoutError|APIUserAbortError|TimeoutError|AbortError)$/
/** SDKs tell their own time limit by these words, where a bundler shortened the names. */
const timeoutWords = /^Request (?:timed out|was aborted)\.$/
/** Node's and OpenSSL's codes, and Chromium's. */
const certificateCodes =
  /CERT|^UNABLE_TO_(?:GET_ISSUER|VERIFY_LEAF)|^(?:HOSTNAME_MISMATCH|INVALID_CA|PATH_LENGTH_EXCEEDED)$/
const timeoutCodes = /TIMEDOUT|TIMED_OUT|Timeout|CONNECT_TIMEOUT|HEADERS_TIMEOUT|BODY_TIMEOUT/i
/** An answer that can be none (too much of it, or no HTTP), and what Node finds wrong with a call. */
const unreadableCodes = /OVERFLOW|EXCEEDED|^HPE_|^answer_too_large$|^ERR_INVALID_/
const networkCodes = /^(?:E[A-Z_]+|UND_ERR_\w+|ERR_\w+|EPROTO)$/
const networkWords =
  /^(?:fetch failed|Connection error\.|terminated|Failed to fetch|network error)|socket hang up/i

/** What the network, a time limit or a parser threw: no answer of the vendor's was to be read. */
export function classifyConnection(error: unknown, { hasBegun = false }: FailureContext): VendorFailure {
  const causes = causesOf(error)
  if (causes.some(isTimeout)) return { kind: 'timed_out' }
  if (causes.some(({ name }) => name === 'AnswerCutError')) return { kind: 'interrupted' }
  // A first answer that is no JSON is another server's page; later it is a damaged one of the vendor's.
  if (causes.some((cause) => cause instanceof SyntaxError))
    return { kind: hasBegun ? 'unreadable' : 'wrong_address' }
  const networkCode = networkCodeOf(error)
  if (certificateCodes.test(networkCode)) return { kind: 'certificate_refused', networkCode }
  if (causes.some(({ message }) => /redirect/i.test(message))) return { kind: 'redirected' }
  if (hasBegun) return { kind: 'interrupted' }
  if (timeoutCodes.test(networkCode)) return { kind: 'timed_out', networkCode }
  if (unreadableCodes.test(networkCode)) return { kind: 'unreadable' }
  if (networkCodes.test(networkCode)) return { kind: 'unreachable', networkCode }
  return { kind: causes.some(({ message }) => networkWords.test(message)) ? 'unreachable' : 'unreadable' }
}

/** Whether a time limit ended the call. A run that is stopped ends before its failure is asked about. */
export function isTimeout(error: Error): boolean {
  return (
    timeoutNames.test(error.name) ||
    timeoutNames.test(error.constructor.name) ||
    timeoutWords.test(error.message)
  )
}

/**
 * The first system code down the chain of causes, such as ENOTFOUND, or Chromium's net::ERR_… name; ''
 * without one.
 */
export function networkCodeOf(error: unknown): string {
  for (const cause of causesOf(error)) {
    if ('code' in cause && typeof cause.code === 'string') return cause.code
    const chromium = /net::(ERR_\w+)/.exec(cause.message)?.[1]
    if (chromium !== undefined) return chromium
  }
  return ''
}

/** An error and what it was caused by, in this order. */
export function causesOf(error: unknown): Error[] {
  const causes: Error[] = []
  for (let cause = error; cause instanceof Error && causes.length < deepestCause; cause = cause.cause)
    causes.push(cause)
  return causes
}
