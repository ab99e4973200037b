/** The life of one request to a vendor whose SDK leaves requests open that nobody reads any more. */
export interface Connection {
  /** Ends the request. */
  readonly signal: AbortSignal
  /** Ends what is still open. */
  close(): void
}

/** A connection that ends with the client's signal. The pool below it watches the time. */
export function openConnection(client: AbortSignal): Connection {
  const controller = new AbortController()
  const leave = (): void => controller.abort(client.reason)
  client.addEventListener('abort', leave, { once: true })
  if (client.aborted) leave()
  return {
    signal: controller.signal,
    close() {
      client.removeEventListener('abort', leave)
      controller.abort()
    },
  }
}
