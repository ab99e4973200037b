import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, expect, test, vi } from 'vitest'
import { createPooledFetch } from '../http/create-pooled-fetch.ts'
import { createAnthropicUpstream } from './create-anthropic-upstream.ts'
import { never, readStream } from './test-calls.ts'
import { answering, apiKey, call, end, fixture, type Sent, start, stop } from './__fixtures__/answering.ts'

afterEach(() => vi.unstubAllEnvs())

test('a redirect is not followed and not shown', async () => {
  await expect(
    answering('', { status: 302, headers: { location: 'https://elsewhere.example' } }).complete(call, never),
  ).rejects.toMatchObject({ status: 502, code: 'upstream_unreadable' })
  const sent: Sent[] = []
  await answering('{"content":[]}', { headers: { 'content-type': 'application/json' } }, sent).complete(
    call,
    never,
  )
  expect(sent[0]?.redirect).toBe('error')
})

test('streams that are read to their end leave their connection to the next', async () => {
  const body = await fixture('tool-use.sse')
  let connections = 0
  const server = createServer((_request, response) =>
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(body),
  )
    .on('connection', () => (connections += 1))
    .listen(0, '127.0.0.1')
  await once(server, 'listening')
  const fetch = createPooledFetch()
  const upstream = createAnthropicUpstream({
    apiKey,
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    timeoutMs: 120_000,
    fetch,
  })
  for (let count = 0; count < 8; count += 1) expect((await readStream(upstream, call)).error).toBeUndefined()
  expect(connections).toBeLessThan(4)
  server.close()
  await fetch.close()
})

test('a server that keeps a finished stream open holds nobody', async () => {
  const body = new ReadableStream({
    start: (controller) =>
      controller.enqueue(
        new TextEncoder().encode(
          [start, end('end_turn'), stop]
            .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
            .join(''),
        ),
      ),
  })
  const upstream = createAnthropicUpstream({
    apiKey,
    baseUrl: undefined,
    timeoutMs: 600_000,
    fetch: (_input, init) => {
      const { signal } = init ?? {}
      const ended = new TransformStream<Uint8Array, Uint8Array>()
      void body.pipeTo(ended.writable, { ...(signal ? { signal } : {}) }).catch(() => undefined)
      return Promise.resolve(new Response(ended.readable))
    },
  })
  const { parts, error } = await readStream(upstream, call)
  expect(error).toBeUndefined()
  expect(parts.at(-1)).toMatchObject({ type: 'usage', usage: { outputTokens: 9 } })
})

test('the request carries our key, address and few headers, whatever the environment says', async () => {
  vi.stubEnv('ANTHROPIC_BASE_URL', 'https://elsewhere.example')
  vi.stubEnv('ANTHROPIC_AUTH_TOKEN', 'other-token')
  vi.stubEnv('ANTHROPIC_API_KEY', 'sk-ant-environment')
  vi.stubEnv(
    'ANTHROPIC_CUSTOM_HEADERS',
    'x-api-key: sk-ant-custom\nauthorization: Bearer stolen\nx-secret: s',
  )
  const sent: Sent[] = []
  await answering('{"content":[]}', { headers: { 'content-type': 'application/json' } }, sent).complete(
    call,
    never,
  )
  expect(sent[0]?.url).toBe('https://api.anthropic.com/v1/messages')
  expect(Object.fromEntries(sent[0]?.headers ?? [])).toEqual({
    accept: 'application/json',
    'anthropic-version': expect.stringMatching(/^\d{4}-/) as string,
    authorization: `Bearer ${apiKey}`,
    'content-type': 'application/json',
    'user-agent': expect.stringContaining('Anthropic') as string,
  })
})

test('a key in a sentence of Anthropic’s is not repeated, and a long sentence is cut', async () => {
  const refusal = answering(
    JSON.stringify({
      type: 'error',
      error: { type: 'invalid_request_error', message: `bad key ${apiKey} ${'x'.repeat(2000)}` },
    }),
    { status: 400, headers: { 'content-type': 'application/json' } },
  )
  const error: unknown = await refusal.complete(call, never).catch((thrown: unknown) => thrown)
  expect(String(error)).toContain('bad key [key] xxx')
  expect(String(error).length).toBeLessThan(600)
})
