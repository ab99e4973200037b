import { ApiError } from '../api-error.ts'

/** How long a session lives after its last use, in milliseconds. */
export const sessionMs = 24 * 60 * 60 * 1000

export type Rotation =
  { readonly outcome: 'rotated' | 'reused'; readonly userId: string } | { readonly outcome: 'gone' }

/**
 * The sessions, which live for 24 h after each use (login, refresh, or an access token that is proved anew).
 * A store that does not answer throws ApiError 503 `sessions_unavailable`.
 */
export interface SessionStore {
  /** Throws when a session could not be made now. */
  ensureAvailable(): Promise<void>
  create(session: { readonly id: string; readonly userId: string; readonly userAgent: string }): Promise<void>
  /** Whether the session exists; if so, it lives for another 24 h. */
  touch(id: string, userId: string): Promise<boolean>
  /**
   * Atomic: of all who come with the current generation one rotates. An
   * older generation was used before: the session ends.
   */
  rotate(id: string, generation: number): Promise<Rotation>
  end(id: string, userId: string): Promise<void>
  endAll(userId: string, exceptId?: string): Promise<void>
}

const retryAfterSeconds = 5

export function sessionsUnavailable(cause: unknown): ApiError {
  const message =
    `Sessions cannot be reached at the moment. Try again in ${retryAfterSeconds} s; ` +
    'tokens that you have keep working.'
  return new ApiError(503, 'server_error', 'sessions_unavailable', message, { retryAfterSeconds, cause })
}
