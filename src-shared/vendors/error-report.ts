import { plainWords } from './plain-words.ts'
import { readErrorBody, type ErrorBody } from './read-error-body.ts'

/**
 * An error answer as a vendor's SDK threw it, read. The status of an event in a stream is guessed from
 * its codes.
 */
export type ErrorReport = ErrorBody

/**
 * Statuses that vendors' codes and types stand for, where an event in a stream has none. Sources: their
 * lists of errors.
 */
const statusOfWord: Readonly<Record<string, number>> = {
  // OpenAI and what imitates it
  bio_policy: 400,
  context_length_exceeded: 400,
  exceed_context_size_error: 400,
  invalid_prompt: 400,
  misalignment_policy_violation: 400,
  BadRequestError: 400,
  invalid_api_key: 401,
  insufficient_quota: 402,
  model_not_found: 404,
  rate_limit_exceeded: 429,
  rate_limit_reached: 429,
  server_overloaded: 503,
  unavailable_error: 503,
  loading: 503,
  // Anthropic
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
  // Google
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  OUT_OF_RANGE: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  RESOURCE_EXHAUSTED: 429,
  CANCELLED: 499,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
}

/** The report of a body that came with a status, or in a stream without one. */
export function reportBody(body: unknown, status: number | undefined): ErrorReport {
  const read = readErrorBody(body)
  const guessed = read.status ?? statusOfWord[read.code ?? ''] ?? statusOfWord[read.type ?? '']
  return { ...read, status: status ?? guessed }
}

/** The report of an answer whose body was no JSON: a page, a text, or nothing. */
export function reportText(text: string, status: number | undefined): ErrorReport {
  return { said: plainWords(text), reasons: [], hasShape: false, status }
}
