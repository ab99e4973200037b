const keepAliveMs = 15_000
const keepAlive = Buffer.from(': keep-alive\n\n')

/** An event of a server-sent stream. */
export function toEvent(data: unknown): string {
  return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`
}

/**
 * The events as a body of bytes, read as fast as the client takes them. A comment goes out in
 * long silences, so that no proxy takes the connection for dead. When the client leaves,
 * `onLeave` is called and the generator is left as well, and its `finally` runs; one whose
 * answer others wait for goes on without listener.
 */
export function toByteStream(
  events: AsyncGenerator<string, void, undefined>,
  goesOn: boolean,
  onLeave: () => void,
): ReadableStream<Uint8Array> {
  let timer: NodeJS.Timeout | undefined
  const stop = (): void => clearInterval(timer)
  return new ReadableStream<Uint8Array>({
    start(controller) {
      timer = setInterval(() => controller.enqueue(keepAlive), keepAliveMs)
    },
    async pull(controller) {
      const { value, done } = await events.next()
      if (done === true) {
        stop()
        controller.close()
        return
      }
      timer?.refresh()
      controller.enqueue(Buffer.from(value))
    },
    async cancel() {
      stop()
      if (goesOn) {
        while ((await events.next()).done !== true);
        return
      }
      onLeave()
      await events.return(undefined)
    },
  })
}
