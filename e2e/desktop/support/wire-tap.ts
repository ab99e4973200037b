import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http'

/** One request as it was on the wire. */
export interface WireRequest {
  readonly path: string
  /** Names in lower case; every value that was sent. */
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: string
}

export interface WireTap extends AsyncDisposable {
  readonly url: string
  readonly requests: readonly WireRequest[]
}

/** Stands between Rephlo and the lab, whose journal leaves the keys out, and notes everything that passes. */
export async function createWireTap(target: string): Promise<WireTap> {
  const requests: WireRequest[] = []
  const server = createServer((incoming, response) => void pass(target, requests, incoming, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new TypeError('The wire tap has no port.')
  const stop = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()))
    server.closeAllConnections()
    await closed
  }
  return { url: `http://127.0.0.1:${address.port}`, requests, [Symbol.asyncDispose]: stop }
}

async function pass(
  target: string,
  requests: WireRequest[],
  incoming: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const parts: Buffer[] = []
  for await (const part of incoming as AsyncIterable<Buffer>) parts.push(part)
  const body = Buffer.concat(parts)
  requests.push({ path: incoming.url ?? '', headers: pairs(incoming.rawHeaders), body: body.toString() })
  const outgoing = request(
    new URL(incoming.url ?? '/', target),
    { method: incoming.method, headers: incoming.headers },
    (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    },
  )
  outgoing.on('error', () => response.destroy())
  outgoing.end(body)
}

function pairs(raw: readonly string[]): (readonly [string, string])[] {
  return raw.flatMap((name, index) =>
    index % 2 === 0 ? [[name.toLowerCase(), raw[index + 1] ?? ''] as const] : [],
  )
}
