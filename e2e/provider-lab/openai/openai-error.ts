import type { LabAnswer } from '../lab-protocol.ts'

interface OpenAiErrorBody {
  readonly message: string
  readonly type: string
  readonly param: string | null
  readonly code: string | null
}

/** Types, codes and usual messages by status. Source: OpenAI's guide to error codes. */
const errors: Readonly<Record<number, readonly [type: string, code: string | null, message: string]>> = {
  400: ['invalid_request_error', null, 'Invalid request'],
  401: [
    'invalid_request_error',
    'invalid_api_key',
    'Incorrect API key provided. You can find your API key at https://platform.openai.com/account/api-keys.',
  ],
  403: ['invalid_request_error', null, 'You do not have permission to use this resource.'],
  404: [
    'invalid_request_error',
    'model_not_found',
    'The model does not exist or you do not have access to it.',
  ],
  413: ['invalid_request_error', null, 'Request too large'],
  429: ['requests', 'rate_limit_exceeded', 'Rate limit reached for requests'],
  500: ['server_error', null, 'The server had an error while processing your request. Sorry about that!'],
  503: ['server_error', null, 'The engine is currently overloaded, please try again later'],
}

/** An error in OpenAI's shape, with `retry-after` where it is given. */
export function openAiError(
  _requestId: string,
  status: number,
  message?: string,
  retryAfterSeconds?: number,
): LabAnswer {
  return {
    kind: 'json',
    status,
    headers: retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) },
    body: { error: toBody(status, message) },
  }
}

function toBody(status: number, given: string | undefined): OpenAiErrorBody {
  const [type, code, usualMessage] = errors[status] ?? [
    'server_error',
    null,
    'The server had an error while processing your request.',
  ]
  // The lab's own refusals of a key are worded for all vendors.
  const message = given === undefined || status === 401 ? usualMessage : given
  if (/exceeded your current quota/i.test(message))
    return { message, type: 'insufficient_quota', param: null, code: 'insufficient_quota' }
  if (/context window/i.test(message))
    return { message, type, param: 'input', code: 'context_length_exceeded' }
  const unknown = /^Unknown parameter: '(.+)'\.$/.exec(message)?.[1]
  return unknown === undefined
    ? { message, type, param: null, code }
    : { message, type, param: unknown, code: 'unknown_parameter' }
}
