import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { fileURLToPath } from 'node:url'

/** A server that knows one answer by heart. */
export interface CaseServer extends AsyncDisposable {
  readonly url: string
  /** Changes the answer: the bytes of a file in `e2e/cases`. */
  answerWith(file: string): Promise<void>
  /** The bodies of the requests that came. */
  readonly requests: readonly string[]
}

/** Answers every POST with the bytes of a file in `e2e/cases`, such as `F10-wrappers/fence.sse`. */
export async function serveCase(file: string): Promise<CaseServer> {
  let answer = await readCase(file)
  let type = typeOf(file)
  const requests: string[] = []
  const server = createServer((request, response) => {
    let body = ''
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk))
    request.on('end', () => {
      requests.push(body)
      response.writeHead(200, { 'content-type': type }).end(answer)
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/v1`,
    answerWith: async (next) => {
      answer = await readCase(next)
      type = typeOf(next)
    },
    requests,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** The bytes of a file in `e2e/cases`. */
export async function readCase(file: string): Promise<Buffer> {
  return await readFile(fileURLToPath(new URL(`../cases/${file}`, import.meta.url)))
}

function typeOf(file: string): string {
  return file.endsWith('.json') ? 'application/json' : 'text/event-stream'
}
