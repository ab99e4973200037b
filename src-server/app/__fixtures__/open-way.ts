import { connect, createServer, type Socket } from 'node:net'

/** A way to a database that a test can close: connections break and new ones are refused, or nothing comes through any more. */
export interface Way extends AsyncDisposable {
  /** The database's address by this way. */
  readonly url: string
  close(): Promise<void>
  /** Connections stay, and hear nothing. */
  block(): void
  /** As it was. */
  open(): Promise<void>
}

export async function openWay(to: string): Promise<Way> {
  const target = new URL(to)
  const sockets = new Set<Socket>()
  let isBlocked = false
  const server = createServer((near) => {
    const far = connect(Number(target.port), target.hostname)
    for (const [from, onward] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('data', (part) => {
        if (!isBlocked) onward.write(part)
      })
      from.on('close', () => onward.destroy()).on('error', () => undefined)
    }
  })
  const listen = async (port: number): Promise<void> =>
    await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => void server.close(() => resolve()))
    for (const socket of sockets) socket.destroy()
    sockets.clear()
    await closed
  }
  await listen(0)
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const url = new URL(to)
  url.port = String(port)
  return {
    url: url.href,
    close,
    block() {
      isBlocked = true
    },
    async open() {
      isBlocked = false
      if (!server.listening) await listen(port)
    },
    [Symbol.asyncDispose]: close,
  }
}
