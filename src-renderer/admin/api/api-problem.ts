/**
 * Why a request came to nothing, in words that say what to do.
 * `status` is 0 when the gateway was not reached.
 */
export class ApiProblem extends Error {
  readonly status: number
  /** The gateway's code: `email_taken`; undefined where something else answered. */
  readonly code: string | undefined
  /** How long to wait, in seconds. */
  readonly retryAfterSeconds: number | undefined

  constructor(
    message: string,
    status: number,
    details: { code?: string; retryAfterSeconds?: number; cause?: unknown } = {},
  ) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.name = 'ApiProblem'
    this.status = status
    this.code = details.code
    this.retryAfterSeconds = details.retryAfterSeconds
  }
}

/** A problem as a page shows it. */
export interface Problem {
  readonly message: string
  readonly retryAfterSeconds?: number
}

const unexpected = 'Something went wrong in this page. Reload it and try again.'

/** What to tell the person about anything thrown. */
export function toProblem(error: unknown): Problem {
  if (!(error instanceof ApiProblem)) return { message: unexpected }
  const { message, retryAfterSeconds } = error
  return retryAfterSeconds === undefined ? { message } : { message, retryAfterSeconds }
}

/** Reads the gateway's refusal (`ApiErrorBody`), or what a proxy in between said instead. */
export function problemOfAnswer(status: number, body: unknown, retryAfterHeader: string | null): ApiProblem {
  const error = fieldOf(body, 'error')
  const message = fieldOf(error, 'message')
  const code = fieldOf(error, 'code')
  const retryAfter = Number(fieldOf(body, 'retryAfter') ?? retryAfterHeader ?? Number.NaN)
  return new ApiProblem(
    typeof message === 'string' && message !== '' ? message : describeStatus(status),
    status,
    {
      ...(typeof code === 'string' && { code }),
      ...(retryAfter > 0 && { retryAfterSeconds: Math.ceil(retryAfter) }),
    },
  )
}

function describeStatus(status: number): string {
  if (status === 429) return 'Too many requests were made in a short time.'
  if (status >= 500)
    return `The gateway could not answer (${status}). Try again; if it happens again, look at its log.`
  return `The gateway refused this (${status}). Reload the page and try again.`
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null
    ? Object.entries(value).find(([key]) => key === name)?.[1]
    : undefined
}
