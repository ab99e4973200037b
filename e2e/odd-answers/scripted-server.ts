import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setImmediate } from 'node:timers/promises'
import type { Asked, Reply, Server } from './odd-answer.ts'

/** A server that sends exactly the bytes it is told to. */
export interface ScriptedServer extends AsyncDisposable {
  readonly url: string
  /** Sets the answers of the next requests; what is asked is put into the list that is returned. */
  answerWith(server: Reply | Server): readonly Asked[]
}

/** Starts one on the loopback interface. */
export async function serve(): Promise<ScriptedServer> {
  let decide: Server = () => ({ status: 404, body: '' })
  let asked: Asked[] = []
  const server = createServer((request, response) => {
    void answer(request, response, (one) => {
      asked.push(one)
      return decide(one, asked.length)
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    // A server that listens on a port has an address of this kind.
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    answerWith(next) {
      decide = typeof next === 'function' ? next : () => next
      asked = []
      return asked
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  ask: (asked: Asked) => Reply,
): Promise<void> {
  const parts: Buffer[] = []
  for await (const part of request) parts.push(part as Buffer)
  const text = Buffer.concat(parts).toString()
  const body = (text === '' ? {} : JSON.parse(text)) as Asked['body']
  await send(response, ask({ path: request.url ?? '', body }))
}

async function send(
  response: ServerResponse,
  { status = 200, contentType, headers, body, isCut }: Reply,
): Promise<void> {
  const pieces = typeof body === 'string' ? [body] : body
  const isStream = pieces.some((piece) => typeof piece !== 'string' || /^(?:data|event)?:/m.test(piece))
  const type = contentType ?? (isStream ? 'text/event-stream' : 'application/json')
  response.writeHead(status, { ...(type === '' ? {} : { 'content-type': type }), ...headers })
  for (const piece of pieces) {
    await new Promise<void>((resolve) => void response.write(piece, () => resolve()))
    await setImmediate()
  }
  if (isCut === true) response.destroy()
  else response.end()
}
