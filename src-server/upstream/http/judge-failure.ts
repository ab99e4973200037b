import { ApiError, type ApiErrorOptions } from '../../api-error.ts'
import { redactSecrets } from '../../../src-shared/redact-secrets.ts'
import type { FailedCall, UpstreamFailure, UpstreamProfile } from './upstream-profile.ts'

const maximumVendorSentence = 500
const tooLong =
  /prompt is too long|too many tokens|context[ _](?:window|limit|length)|exceeds? the (?:maximum|available context)|maximum context|input token count/i
/** What codes of vendors look like; anything else must get neither into the history nor into metrics. */
const plainCode = /^[\w.-]{1,100}$/
const noMoney = /credit balance is too low|\binsufficient_quota\b/i

/** What an error answer of a vendor means to the gateway's client, by its status. */
export function judgeFailure(
  failure: UpstreamFailure,
  call: Pick<FailedCall, 'apiKey' | 'model'>,
  { name }: Pick<UpstreamProfile, 'name'>,
  cause?: unknown,
): ApiError {
  const said = vendorSentence(failure, call.apiKey)
  const options: ApiErrorOptions = {
    cause,
    ...(failure.retryAfterMs === undefined
      ? {}
      : { retryAfterSeconds: Math.ceil(failure.retryAfterMs / 1000) }),
  }
  const { status = 500 } = failure
  if (status < 400) return unreadable(name, options)
  switch (status) {
    case 400:
    case 413:
    case 422:
      return noMoney.test(said) ? refusedKey(name, options) : refusedRequest(name, failure, said, options)
    case 401:
    case 402:
    case 403:
      return refusedKey(name, options)
    case 404:
      // An answer without the vendor's error shape comes from another server, so the address is wrong rather than the model.
      return failure.said === undefined
        ? unreadable(name, options)
        : new ApiError(
            404,
            'not_found_error',
            'model_not_found',
            `${name} does not offer the model “${call.model}” to this gateway: ${said} Choose another model of GET /v1/models.`,
            { ...options, param: 'model' },
          )
    case 408:
    case 504:
      return timedOut(name, options)
    case 429:
      return noMoney.test(`${failure.code ?? ''} ${failure.type ?? ''} ${said}`)
        ? refusedKey(name, options)
        : rateLimited(name, options)
    case 503:
    case 529:
      return new ApiError(
        503,
        'upstream_error',
        'upstream_overloaded',
        `${name} is overloaded at the moment. ${waitWords(options)} and try again.`,
        options,
      )
    default:
      return failure.said === undefined
        ? unreadable(name, options)
        : new ApiError(
            502,
            'upstream_error',
            'upstream_error',
            `${name} answered with an error: ${said} Try again.`,
            options,
          )
  }
}

function refusedRequest(
  name: string,
  { status, code, param }: UpstreamFailure,
  said: string,
  options: ApiErrorOptions,
): ApiError {
  if (status !== 413 && tooLong.test(`${code ?? ''} ${said}`))
    return new ApiError(
      400,
      'invalid_request_error',
      'context_length_exceeded',
      `The prompt is too long for this model. ${name} says: ${said} Send less, or choose a model with more room.`,
      { ...options, param: 'messages' },
    )
  const vendorCode = code !== undefined && plainCode.test(code) ? code : 'upstream_refused_request'
  const ownCode = status === 413 ? 'request_too_large' : vendorCode
  return new ApiError(400, 'invalid_request_error', ownCode, `${name} refused the request: ${said}`, {
    ...options,
    ...(param === undefined ? {} : { param }),
  })
}

/** The key, or the money behind it, is the operator's: the client can do nothing but tell. */
function refusedKey(name: string, options: ApiErrorOptions): ApiError {
  return new ApiError(
    502,
    'upstream_error',
    'upstream_refused_key',
    `${name} refuses this gateway's own access. Nothing is wrong with your request: tell the operator of the gateway.`,
    options,
  )
}

function rateLimited(name: string, options: ApiErrorOptions): ApiError {
  return new ApiError(
    429,
    'rate_limit_error',
    'upstream_rate_limited',
    `The gateway's rate limit at ${name} is reached. ${waitWords(options)} and try again.`,
    options,
  )
}

function waitWords({ retryAfterSeconds = 0 }: ApiErrorOptions): string {
  return retryAfterSeconds === 0
    ? 'Wait a little'
    : `Wait ${retryAfterSeconds} second${retryAfterSeconds === 1 ? '' : 's'}`
}

/** No answer within the time limit. */
export function timedOut(name: string, options?: ApiErrorOptions): ApiError {
  return new ApiError(
    504,
    'upstream_error',
    'upstream_timeout',
    `${name} did not answer in time. Try again.`,
    options,
  )
}

/** Nobody answers at the vendor's address. */
export function unreachable(name: string, options?: ApiErrorOptions): ApiError {
  return new ApiError(
    502,
    'upstream_error',
    'upstream_unreachable',
    `${name} cannot be reached from this gateway. Try again; if it stays, tell the operator of the gateway.`,
    options,
  )
}

/** An answer that ended or broke before it was complete. */
export function interrupted(name: string, options?: ApiErrorOptions): ApiError {
  return new ApiError(
    502,
    'upstream_error',
    'upstream_interrupted',
    `The connection to ${name} was cut before the answer was complete. Try again.`,
    options,
  )
}

/** A server that answers, but not as the vendor does: a wrong address, a redirect, a proxy's page, or more than an answer can be. */
export function unreadable(name: string, options?: ApiErrorOptions): ApiError {
  return new ApiError(
    502,
    'upstream_error',
    'upstream_unreadable',
    `What came from ${name} cannot be read as its answer. Try again; if it stays, tell the operator of the gateway.`,
    options,
  )
}

/** The vendor's explanation as one short sentence without keys. */
function vendorSentence({ said = 'no reason was given' }: UpstreamFailure, apiKey: string): string {
  const plain = redactSecrets(said.replace(/\s+/g, ' ').trim(), apiKey)
  const short = plain.length > maximumVendorSentence ? `${plain.slice(0, maximumVendorSentence)}…` : plain
  return /[.!?…]$/.test(short) ? short : `${short}.`
}
