import type { LabAnswer } from '../lab-protocol.ts'

/** Google's names and usual messages by status. Source: google.rpc.Code and the Gemini API's troubleshooting guide. */
const errors: Readonly<Record<number, readonly [status: string, message: string]>> = {
  400: ['INVALID_ARGUMENT', 'Request contains an invalid argument.'],
  401: ['UNAUTHENTICATED', 'Request had invalid authentication credentials.'],
  403: ['PERMISSION_DENIED', 'The caller does not have permission'],
  404: ['NOT_FOUND', 'Requested entity was not found.'],
  413: ['INVALID_ARGUMENT', 'Request payload size exceeds the limit.'],
  429: ['RESOURCE_EXHAUSTED', 'You exceeded your current quota, please check your plan and billing details.'],
  500: ['INTERNAL', 'An internal error has occurred. Please retry or report in https://aistudio.google.com/'],
  503: ['UNAVAILABLE', 'The model is overloaded. Please try again later.'],
  504: ['DEADLINE_EXCEEDED', 'Deadline expired before operation could complete.'],
}

const noKey =
  'Method doesn’t allow unregistered callers (callers without established identity). Please use API Key or other form of API consumer identity to call this API.'

/** An error in Google's shape, with RetryInfo where a wait is given. */
export function geminiError(
  _requestId: string,
  status: number,
  message?: string,
  retryAfterSeconds?: number,
): LabAnswer {
  const details =
    retryAfterSeconds === undefined
      ? []
      : [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${retryAfterSeconds}s` }]
  return keyError(status, message) ?? toAnswer(status, message ?? usual(status)[1], details)
}

/** The error as it stands in a stream, with its status by name, as Google has it. */
export function geminiStreamError(name: string, message: string): unknown {
  const known = Object.entries(errors).find(([, [status]]) => status === name)
  const code = Number(known?.[0] ?? 503)
  return { error: { code, message, status: usual(code)[0] } }
}

/** The lab's own refusals of a key are worded for all vendors. */
function keyError(status: number, message: string | undefined): LabAnswer | undefined {
  if (status !== 401 || message === undefined) return undefined
  if (message.includes('key is required')) return toAnswer(403, noKey, [])
  if (!/invalid .*key/i.test(message)) return undefined
  const reason = {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason: 'API_KEY_INVALID',
    domain: 'googleapis.com',
    metadata: { service: 'generativelanguage.googleapis.com' },
  }
  return toAnswer(400, 'API key not valid. Please pass a valid API key.', [reason])
}

function toAnswer(status: number, message: string, details: readonly unknown[]): LabAnswer {
  const more = details.length === 0 ? {} : { details }
  return {
    kind: 'json',
    status,
    body: { error: { code: status, message, status: usual(status)[0], ...more } },
  }
}

function usual(status: number): readonly [status: string, message: string] {
  return errors[status] ?? ['INTERNAL', 'An internal error has occurred.']
}
