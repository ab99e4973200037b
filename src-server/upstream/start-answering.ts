import { once } from 'node:events'
import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A server that answers with documented bytes, for tests: what the provider lab cannot say. */
export interface AnsweringServer extends AsyncDisposable {
  readonly url: string
  /** The bodies of the requests so far, parsed. */
  readonly asked: unknown[]
  /** Sets what the next requests are answered with. */
  answerWith(listener: RequestListener): void
}

/** Starts a server on the loopback interface. */
export async function startAnswering(): Promise<AnsweringServer> {
  let current: RequestListener = (_request, response) => response.end()
  const asked: unknown[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      asked.push(JSON.parse(Buffer.concat(chunks).toString()))
      current(request, response)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    // A server that listens on a port has an address of this kind.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    answerWith: (listener) => (current = listener),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** Answers with JSON. */
export function json(body: unknown, status = 200): RequestListener {
  return (_request, response) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

/** Answers with a stream of events, which ends or, with `isOpen`, stays open. */
export function events(text: string, isOpen = false): RequestListener {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    if (isOpen) response.write(text)
    else response.end(text)
  }
}
