import { toSentence } from '../../../src-shared/vendors/plain-words.ts'
import type { FailureKind, VendorFailure } from '../../../src-shared/vendors/vendor-failure.ts'
import { ApiError, type ApiErrorOptions, type ApiErrorType } from '../../api-error.ts'

/** Who failed, at which call. */
export interface FailedVendor {
  /** As it stands in sentences: “Anthropic”. */
  readonly name: string
  readonly model?: string
  /** The gateway's own key, to keep it out of messages. */
  readonly apiKey?: string
}

/** A failure with what stands in its sentences. */
interface Told {
  readonly name: string
  readonly model: string
  /** The vendor's words as a sentence. */
  readonly said: string
  readonly wait: string
}

/** How a kind of failure is told to the gateway's client. */
interface Phrasing {
  readonly status: ApiError['status']
  readonly type: ApiErrorType
  readonly code: string
  /** The field that the client can change; `own` is the one that the vendor names. */
  readonly param?: string
  /** Whether the vendor's own code and field are passed on. */
  readonly isPassedOn?: boolean
  readonly words: (told: Told) => string
}

const longestWords = 500
/** What codes of vendors look like; anything else must get neither into the history nor into metrics. */
const plainCode = /^[\w.-]{1,100}$/

/**
 * The key, the money behind it and where it may be used are the operator's: the client can do nothing but
 * tell.
 */
const refusedKey: Phrasing = {
  status: 502,
  type: 'upstream_error',
  code: 'upstream_refused_key',
  words: ({ name }) =>
    `${name} refuses this gateway's own access. ` +
    'Nothing is wrong with your request: tell the operator of the gateway.',
}
const refusedRequest: Phrasing = {
  status: 400,
  type: 'invalid_request_error',
  code: 'upstream_refused_request',
  isPassedOn: true,
  words: ({ name, said }) => `${name} refused the request: ${said}`,
}
/**
 * A server that answers, but not as the vendor does: a wrong address, a redirect, a page, or more than an
 * answer can be.
 */
const unreadable: Phrasing = {
  status: 502,
  type: 'upstream_error',
  code: 'upstream_unreadable',
  words: ({ name }) =>
    `What came from ${name} cannot be read as its answer. ` +
    'Try again; if it stays, tell the operator of the gateway.',
}
const unreachable: Phrasing = {
  status: 502,
  type: 'upstream_error',
  code: 'upstream_unreachable',
  words: ({ name }) =>
    `${name} cannot be reached from this gateway. Try again; if it stays, tell the operator of the gateway.`,
}
const unknownModel: Phrasing = {
  status: 404,
  type: 'not_found_error',
  code: 'model_not_found',
  param: 'model',
  words: ({ name, model, said }) =>
    `${name} does not offer the model “${model}” to this gateway: ` +
    `${said} Choose another model of GET /v1/models.`,
}

/** Every kind of failure in the words of the gateway. */
const phrasings: Readonly<Record<FailureKind, Phrasing>> = {
  request_refused: refusedRequest,
  field_refused: refusedRequest,
  output_limit_too_large: refusedRequest,
  prompt_too_long: {
    status: 400,
    type: 'invalid_request_error',
    code: 'context_length_exceeded',
    param: 'messages',
    words: ({ name, said }) =>
      `The prompt is too long for this model. ` +
      `${name} says: ${said} Send less, or choose a model with more room.`,
  },
  body_too_large: { ...refusedRequest, code: 'request_too_large', isPassedOn: false },
  key_refused: refusedKey,
  not_permitted: refusedKey,
  out_of_credit: refusedKey,
  not_offered: refusedKey,
  model_unknown: unknownModel,
  model_retired: unknownModel,
  wrong_address: unreadable,
  redirected: unreadable,
  unreadable,
  timed_out: {
    status: 504,
    type: 'upstream_error',
    code: 'upstream_timeout',
    words: ({ name }) => `${name} did not answer in time. Try again.`,
  },
  rate_limited: {
    status: 429,
    type: 'rate_limit_error',
    code: 'upstream_rate_limited',
    words: ({ name, wait }) => `The gateway's rate limit at ${name} is reached. ${wait} and try again.`,
  },
  request_above_rate: {
    status: 400,
    type: 'invalid_request_error',
    code: 'context_length_exceeded',
    param: 'messages',
    words: ({ name }) =>
      `The prompt is larger than what the gateway may send ${name} in a minute. ` +
      'Send less, or choose another model.',
  },
  overloaded: {
    status: 503,
    type: 'upstream_error',
    code: 'upstream_overloaded',
    words: ({ name, wait }) => `${name} is overloaded at the moment. ${wait} and try again.`,
  },
  server_error: {
    status: 502,
    type: 'upstream_error',
    code: 'upstream_error',
    words: ({ name, said }) => `${name} answered with an error: ${said} Try again.`,
  },
  unreachable,
  certificate_refused: {
    ...unreachable,
    words: ({ name }) =>
      `The certificate of ${name}'s address is not trusted by this gateway. ` +
      'Tell the operator of the gateway: NODE_EXTRA_CA_CERTS can name one more.',
  },
  interrupted: {
    status: 502,
    type: 'upstream_error',
    code: 'upstream_interrupted',
    words: ({ name }) => `The connection to ${name} was cut before the answer was complete. Try again.`,
  },
  cache_gone: {
    status: 400,
    type: 'invalid_request_error',
    code: 'cached_content_not_found',
    param: 'cached_content',
    words: ({ name }) =>
      `${name} has no such cached content, or has it no more. ` +
      'Send the whole prompt without it, or make a new one.',
  },
}

/** What the gateway answers its client for a failure at a vendor. */
export function phraseFailure(
  failure: VendorFailure,
  { name, model = '', apiKey }: FailedVendor,
  cause?: unknown,
): ApiError {
  const { status, type, code, param, isPassedOn = false, words } = phrasings[failure.kind]
  const { said = 'no reason was given', retryAfterMs = 0 } = failure
  const retryAfterSeconds = Math.ceil(retryAfterMs / 1000)
  const told = {
    name,
    model,
    said: toSentence(said, longestWords, apiKey),
    wait: waitWords(retryAfterSeconds),
  }
  const ownCode = isPassedOn && failure.code !== undefined && plainCode.test(failure.code)
  const field = isPassedOn ? failure.param : param
  const options: ApiErrorOptions = {
    cause,
    ...(field === undefined ? {} : { param: field }),
    ...(failure.retryAfterMs === undefined ? {} : { retryAfterSeconds }),
  }
  return new ApiError(status, type, ownCode ? (failure.code ?? code) : code, words(told), options)
}

function waitWords(seconds: number): string {
  return seconds === 0 ? 'Wait a little' : `Wait ${seconds} second${seconds === 1 ? '' : 's'}`
}
