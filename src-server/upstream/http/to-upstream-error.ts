import { redactSecrets } from '../../../src-shared/redact-secrets.ts'
import { causesOf } from '../../../src-shared/vendors/classify-connection.ts'
import type { Classify } from '../../../src-shared/vendors/vendor-failure.ts'
import { ApiError } from '../../api-error.ts'
import { phraseFailure } from './phrase-failure.ts'

const longestCause = 500

/** What is to be known of a call that failed. */
export interface FailedCall {
  /** The client's: when it is aborted, its reason is thrown instead. */
  readonly signal: AbortSignal
  /** The gateway's own key, to keep it out of messages. */
  readonly apiKey: string
  readonly model: string
}

/** A vendor, as its errors are told and understood. */
export interface UpstreamVendor {
  readonly name: string
  readonly classify: Classify
}

/**
 * Turns what an SDK, the pool or a parser threw into the error that the gateway answers. Throws the
 * reason of the client's signal when that was aborted. The gateway's key gets neither into the message
 * nor into the cause.
 */
export function toUpstreamError(error: unknown, call: FailedCall, vendor: UpstreamVendor): ApiError {
  call.signal.throwIfAborted()
  if (error instanceof ApiError) return error
  const { name, classify } = vendor
  const { model, apiKey } = call
  return phraseFailure(classify(error, { model }), { name, model, apiKey }, safeCause(error, apiKey))
}

/**
 * For the operator's log: what was thrown in words, without the bodies and headers that errors of SDKs
 * carry.
 */
function safeCause(error: unknown, apiKey: string): Error | undefined {
  if (!(error instanceof Error)) return undefined
  const words = causesOf(error).map(({ name, message }) => `${name}: ${message.slice(0, longestCause)}`)
  const plain = new Error(redactSecrets(words.join(', because of '), apiKey))
  plain.stack = redactSecrets(error.stack ?? '', apiKey)
  return plain
}
