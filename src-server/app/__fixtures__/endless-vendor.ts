import { createServer } from 'node:http'

/** An OpenAI that streams words until somebody ends it. */
export interface EndlessVendor extends AsyncDisposable {
  readonly url: string
  /** Streams that still run. */
  readonly open: () => number
  /** Lets all running streams, and those that come, end properly. */
  finish(): void
  /** Bodies of the requests so far, parsed. */
  readonly asked: readonly unknown[]
}

const wordEveryMs = 20
const usage = {
  prompt_tokens: 20,
  completion_tokens: 10,
  total_tokens: 30,
  prompt_tokens_details: { cached_tokens: 0 },
}
const chunk = { id: 'c', object: 'chat.completion.chunk', created: 1, model: 'gpt-6-sol' }

export async function openEndlessVendor(): Promise<EndlessVendor> {
  const streams = new Set<() => void>()
  const asked: unknown[] = []
  let isFinishing = false
  const server = createServer((request, response) => {
    const parts: Buffer[] = []
    request.on('data', (part: Buffer) => parts.push(part))
    request.on('end', () => {
      asked.push(JSON.parse(Buffer.concat(parts).toString()))
      const send = (choice: object, more: object = {}): void =>
        void response.write(
          `data: ${JSON.stringify({ ...chunk, choices: [{ index: 0, finish_reason: null, ...choice }], ...more })}\n\n`,
        )
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      send({ delta: { role: 'assistant', content: 'word ' } })
      const timer = setInterval(() => send({ delta: { content: 'word ' } }), wordEveryMs)
      const end = (): void => {
        send({ delta: {}, finish_reason: 'stop' })
        response.end(`data: ${JSON.stringify({ ...chunk, choices: [], usage })}\n\ndata: [DONE]\n\n`)
      }
      streams.add(end)
      response.on('close', () => {
        clearInterval(timer)
        streams.delete(end)
      })
      if (isFinishing) end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  return {
    url: `http://127.0.0.1:${String(typeof address === 'object' && address !== null ? address.port : 0)}`,
    open: () => streams.size,
    finish() {
      isFinishing = true
      for (const end of streams) end()
    },
    asked,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
