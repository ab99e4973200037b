/** A vendor that answers at once, in a process of its own: 1.1 KB whole, or a short stream. Prints its port. */
import { createServer } from 'node:http'

const answer = {
  id: 'chatcmpl-benchmark',
  object: 'chat.completion',
  created: 1_763_000_000,
  model: 'gpt-6-sol',
  choices: [
    {
      index: 0,
      message: {
        role: 'assistant',
        content: 'Parcels leave the house at four every working day. '.repeat(15),
        refusal: null,
      },
      logprobs: null,
      finish_reason: 'stop',
    },
  ],
  usage: {
    prompt_tokens: 220,
    completion_tokens: 150,
    total_tokens: 370,
    prompt_tokens_details: { cached_tokens: 0, cache_write_tokens: 0 },
  },
}
const whole = Buffer.from(JSON.stringify(answer))

const chunk = { ...answer, object: 'chat.completion.chunk', usage: null }
const events = [
  ...Array.from({ length: 20 }, (_, index) => ({
    ...chunk,
    choices: [
      {
        index: 0,
        delta: { ...(index === 0 ? { role: 'assistant' } : {}), content: 'Parcels leave at four. ' },
        finish_reason: null,
      },
    ],
  })),
  { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] },
  { ...chunk, choices: [], usage: answer.usage },
].map((event) => `data: ${JSON.stringify(event)}\n\n`)

const server = createServer((request, response) => {
  let wantsStream = false
  request.on('data', (part: Buffer) => {
    wantsStream ||= part.includes('"stream":true')
  })
  request.on('end', () => {
    if (!wantsStream) {
      response
        .writeHead(200, { 'content-type': 'application/json', 'content-length': whole.length })
        .end(whole)
      return
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const event of events) response.write(event)
    response.end('data: [DONE]\n\n')
  })
})
server.keepAliveTimeout = 60_000
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (typeof address === 'object' && address !== null)
    process.stdout.write(`${JSON.stringify({ port: address.port })}\n`)
})
