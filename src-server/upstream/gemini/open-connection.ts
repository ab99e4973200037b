/** The life of one request to a vendor whose SDK leaves requests open that nobody reads any more. */
export interface Connection {
  /** Ends the request. */
  readonly signal: AbortSignal
  /** The response is there: from now on the pool watches the time. */
  hasBegun(): void
  /** What ended the request, where that was its time limit; else the error itself. */
  reasonFor(error: unknown): unknown
  /** Ends what is still open. */
  close(): void
}

/** A connection that ends with the client's signal, and when no response comes within `timeoutMs`. */
export function openConnection(client: AbortSignal, timeoutMs: number): Connection {
  const controller = new AbortController()
  const leave = (): void => controller.abort(client.reason)
  let isLate = false
  const timer = setTimeout(() => {
    isLate = true
    controller.abort()
  }, timeoutMs)
  client.addEventListener('abort', leave, { once: true })
  if (client.aborted) leave()
  return {
    signal: controller.signal,
    hasBegun: () => clearTimeout(timer),
    reasonFor: (error) => (isLate ? new DOMException(`No response came within ${timeoutMs} ms`, 'TimeoutError') : error),
    close() {
      clearTimeout(timer)
      client.removeEventListener('abort', leave)
      controller.abort()
    },
  }
}
