import { errorIn } from './read-error-body.ts'

/**
 * An error that a server told inside an answer of a good status, or in an event that the SDK took for a
 * part of one.
 */
export class ToldError extends Error {
  readonly code = 'told_error'
  readonly retryable = false
  /** What was told, as the SDKs keep the body of an error. */
  readonly error: unknown

  constructor(body: unknown) {
    super('The answer is an error')
    this.name = 'ToldError'
    this.error = body
  }
}

/**
 * Throws ToldError for an answer, or a part of one, that is an error in any of the shapes that servers
 * use.
 */
export function throwIfError(answer: unknown): void {
  const body = errorIn(answer)
  if (body !== undefined) throw new ToldError(body)
}
