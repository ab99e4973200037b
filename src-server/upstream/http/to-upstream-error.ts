import { redactSecrets } from '../../../src-shared/redact-secrets.ts'
import { ApiError } from '../../api-error.ts'
import { interrupted, judgeFailure, timedOut, unreachable, unreadable } from './judge-failure.ts'
import type { FailedCall, UpstreamProfile } from './upstream-profile.ts'

const deepestCause = 5
const longestCause = 500
const timeoutNames = /^(?:APIConnectionTimeoutError|APIUserAbortError|TimeoutError|AbortError)$/
const networkCodes = /^(?:E[A-Z_]+|UND_ERR_\w+|ERR_(?:TLS|SSL)\w*|CERT_\w+|\w+_CERT\w*)$/

/**
 * Turns what an SDK, the pool or a parser threw into the error that the gateway answers. Throws the reason of the client's
 * signal when that was aborted. The gateway's key gets neither into the message nor into the cause.
 */
export function toUpstreamError(error: unknown, call: FailedCall, profile: UpstreamProfile): ApiError {
  call.signal.throwIfAborted()
  if (error instanceof ApiError) return error
  const cause = safeCause(error, call.apiKey)
  const causes = causesOf(error)
  const options = { cause }
  if (causes.some(isTimeout)) return timedOut(profile.name, options)
  if (causes.some(({ name }) => name === 'AnswerCutError')) return interrupted(profile.name, options)
  const failure = profile.describe(error)
  if (failure !== undefined) return profile.judge?.(failure) ?? judgeFailure(failure, call, profile, cause)
  return causes.some(isNetwork) ? unreachable(profile.name, options) : unreadable(profile.name, options)
}

/** SDKs tell their own time limit by the name of the error or of its class, and, where a bundler shortened those, by fixed words. */
function isTimeout(error: Error): boolean {
  return (
    timeoutNames.test(error.name) ||
    timeoutNames.test(error.constructor.name) ||
    /^Request (?:timed out|was aborted)\.$/.test(error.message)
  )
}

function isNetwork(error: Error): boolean {
  return (
    'code' in error &&
    typeof error.code === 'string' &&
    networkCodes.test(error.code) &&
    !/OVERFLOW|EXCEEDED/.test(error.code)
  )
}

function causesOf(error: unknown): Error[] {
  const causes: Error[] = []
  for (let cause = error; cause instanceof Error && causes.length < deepestCause; cause = cause.cause)
    causes.push(cause)
  return causes
}

/** For the operator's log: what was thrown in words, without the bodies and headers that errors of SDKs carry. */
function safeCause(error: unknown, apiKey: string): Error | undefined {
  if (!(error instanceof Error)) return undefined
  const words = causesOf(error).map(({ name, message }) => `${name}: ${message.slice(0, longestCause)}`)
  const plain = new Error(redactSecrets(words.join(', because of '), apiKey))
  plain.stack = redactSecrets(error.stack ?? '', apiKey)
  return plain
}
