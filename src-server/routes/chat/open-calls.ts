/** The calls in flight, so that a server that stops can wait for them and, in the end, cut them off. */
export interface OpenCalls {
  readonly size: number
  /** A controller whose abort ends the call; it is forgotten when `close` is called. */
  open(): { readonly controller: AbortController; readonly close: () => void }
  /**
   * Resolves when none is left, or at the latest after `timeoutMs`, when what
   * is left is aborted and given a moment to settle.
   */
  drain(timeoutMs: number): Promise<void>
}

/** What a call is aborted with when its client is gone, and when the server stops. */
export class CallEnded extends Error {
  readonly code: 'client_closed' | 'server_stopping'

  constructor(code: CallEnded['code']) {
    super(code === 'client_closed' ? 'The client closed the connection.' : 'The server is stopping.')
    this.name = 'AbortError'
    this.code = code
  }
}

const settleMs = 2_000

export function createOpenCalls(): OpenCalls {
  const open = new Set<AbortController>()
  let onEmpty: (() => void) | undefined
  const whenEmpty = (timeoutMs: number): Promise<void> =>
    new Promise((resolve) => {
      if (open.size === 0) {
        resolve()
        return
      }
      const timer = setTimeout(resolve, timeoutMs)
      onEmpty = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  return {
    get size() {
      return open.size
    },
    open() {
      const controller = new AbortController()
      open.add(controller)
      const close = (): void => {
        if (open.delete(controller) && open.size === 0) onEmpty?.()
      }
      return { controller, close }
    },
    async drain(timeoutMs) {
      await whenEmpty(timeoutMs)
      for (const controller of open) controller.abort(new CallEnded('server_stopping'))
      await whenEmpty(settleMs)
    },
  }
}
