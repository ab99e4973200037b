/**
 * - `no-display`: there is no X server to talk to, or it refused us.
 * - `connection-lost`: the server went away; the next use connects again.
 * - `request-failed`: the server refused one request, for example because a window is gone.
 * - `thread-failed`: the thread that serves the clipboard ended unexpectedly.
 */
export type X11ErrorCode = 'no-display' | 'connection-lost' | 'request-failed' | 'thread-failed'

/**
 * A failure between Rephlo and the X server. The stages turn it into a notice; it never reaches a person as
 * it is.
 */
export class X11Error extends Error {
  readonly code: X11ErrorCode
  /** True when the same call may succeed later without the person changing anything. */
  readonly retryable: boolean

  constructor(code: X11ErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause })
    this.name = 'X11Error'
    this.code = code
    this.retryable = code === 'connection-lost' || code === 'thread-failed'
  }
}
