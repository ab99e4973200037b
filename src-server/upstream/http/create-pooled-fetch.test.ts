import { getEventListeners, once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import { afterEach, expect, test } from 'vitest'
import {
  createPooledFetch,
  endedBy,
  type PooledFetch,
  type PooledFetchOptions,
} from './create-pooled-fetch.ts'

const open: { server: Server; fetch: PooledFetch }[] = []

afterEach(async () => {
  for (const { server, fetch } of open.splice(0)) {
    server.closeAllConnections()
    server.close()
    await fetch.close()
  }
})

async function serve(
  listener: RequestListener,
  options: PooledFetchOptions = {},
): Promise<{ url: string; fetch: PooledFetch; server: Server }> {
  const server = createServer(listener).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const fetch = createPooledFetch(options)
  open.push({ server, fetch })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, fetch, server }
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks).toString()
}

function bodyOf({ body }: Response): ReadableStream<Uint8Array> {
  if (body === null) throw new TypeError('No body')
  return body
}

/** When the server saw the socket close. */
function closing(response: ServerResponse): Promise<number> {
  return new Promise((resolve) => response.once('close', () => resolve(performance.now())))
}

test('a request arrives as it was sent, and its answer can be read in every way an SDK reads it', async () => {
  const { url, fetch } = await serve((request, response) => {
    void readAll(request).then((body) => {
      response.writeHead(201, {
        'content-type': 'application/json',
        'request-id': 'req_1',
        'set-cookie': ['a=1', 'b=2'],
      })
      response.end(
        JSON.stringify({ method: request.method, path: request.url, key: request.headers['x-key'], body }),
      )
    })
  })
  const send = async (
    headers: RequestInit['headers'],
    body: string | Uint8Array<ArrayBuffer>,
  ): Promise<Response> => await fetch(`${url}/v1/a?b=c`, { method: 'POST', headers, body })
  const expected = { method: 'POST', path: '/v1/a?b=c', key: 'k', body: 'wörld 👋' }
  const response = await send({ 'x-key': 'k' }, 'wörld 👋')
  expect(response).toMatchObject({
    ok: true,
    status: 201,
    statusText: 'Created',
    url: `${url}/v1/a?b=c`,
    redirected: false,
  })
  expect(response.headers.get('Request-Id')).toBe('req_1')
  expect(response.headers.get('absent')).toBeNull()
  expect(new Map(response.headers).get('set-cookie')).toBe('a=1, b=2')
  expect(await response.json()).toEqual(expected)
  await expect(response.text()).rejects.toThrow('read already')
  expect(
    JSON.parse(
      await (await send(new Headers({ 'x-key': 'k' }), new TextEncoder().encode('wörld 👋'))).text(),
    ),
  ).toEqual(expected)
  expect(
    JSON.parse(Buffer.from(await (await send([['x-key', 'k']], 'wörld 👋')).arrayBuffer()).toString()),
  ).toEqual(expected)
})

test('connections are used again', async () => {
  let connections = 0
  const { url, fetch, server } = await serve((_request, response) => response.end('{}'))
  server.on('connection', () => (connections += 1))
  for (let count = 0; count < 20; count += 1) await (await fetch(url)).text()
  expect(connections).toBeLessThan(3)
})

test('a stream is read chunk by chunk, by a reader and by iteration, and a slow reader slows the vendor down', async () => {
  let sent = 0
  const chunk = Buffer.alloc(64 * 1024, 'x')
  const total = 400
  const { url, fetch } = await serve((_request, response) => {
    void (async () => {
      for (sent = 0; sent < total; sent += 1) if (!response.write(chunk)) await once(response, 'drain')
      response.end()
    })()
  })
  const reader = bodyOf(await fetch(url)).getReader()
  await setTimeout(100)
  expect(sent).toBeLessThan(total / 2)
  let bytes = 0
  for (let next = await reader.read(); !next.done; next = await reader.read()) bytes += next.value.byteLength
  expect(bytes).toBe(total * chunk.byteLength)
  bytes = 0
  for await (const next of bodyOf(await fetch(url))) bytes += next.byteLength
  expect(bytes).toBe(total * chunk.byteLength)
})

test.each([301, 302, 307, 308])(
  'a redirect %i is answered, not followed: the key stays where it was meant',
  async (status) => {
    const elsewhere: string[] = []
    const { url, fetch } = await serve((request, response) => {
      elsewhere.push(request.url ?? '')
      response.writeHead(status, { location: '/stolen' }).end()
    })
    const response = await fetch(`${url}/v1`, {
      method: 'POST',
      body: '{}',
      headers: { authorization: 'Bearer k' },
    })
    expect(response).toMatchObject({ ok: false, status })
    expect(elsewhere).toEqual(['/v1'])
  },
)

test('an abort ends the socket at once while headers are awaited, in mid-stream, and in a whole body', async () => {
  const closings: Promise<number>[] = []
  const { url, fetch } = await serve((request, response) => {
    closings.push(closing(response))
    if (request.url !== '/silent') response.write('first')
  })
  const reason = new Error('The client is gone')
  const read: Readonly<Record<string, (signal: AbortSignal) => Promise<unknown>>> = {
    silent: async (signal) => await fetch(`${url}/silent`, { signal }),
    'of a caller': async (signal) =>
      await fetch(`${url}/silent`, { ...endedBy(signal), signal: new AbortController().signal }),
    whole: async (signal) => await (await fetch(url, { signal })).text(),
    streamed: async (signal) => {
      for await (const chunk of bodyOf(await fetch(url, { signal })))
        expect(Buffer.from(chunk).toString()).toBe('first')
    },
  }
  for (const [name, start] of Object.entries(read)) {
    const stop = new AbortController()
    const failed = expect(start(stop.signal), name).rejects.toBe(reason)
    await expect.poll(() => closings.length).toBe(1)
    await setTimeout(20)
    stop.abort(reason)
    await failed
    await closings.pop()
  }
  await expect(fetch(url, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  expect(closings).toEqual([])
})

test.each(['reader', 'loop'])('a %s that is left ends the socket', async (way) => {
  let closed: Promise<number> | undefined
  const { url, fetch } = await serve((_request, response) => {
    closed = closing(response)
    response.write('first')
  })
  const body = bodyOf(await fetch(url))
  if (way === 'reader') await body.getReader().cancel()
  else for await (const chunk of body) if (chunk.length > 0) break
  expect(closed).toBeDefined()
  await closed
})

test('an abort reaches a request that still waits for a connection', async () => {
  let requests = 0
  const { url, fetch } = await serve(
    (_request, response) => {
      requests += 1
      response.write('first')
    },
    { connections: 1 },
  )
  const first = new AbortController()
  await fetch(url, { signal: first.signal })
  const second = new AbortController()
  const failed = expect(fetch(url, { signal: second.signal })).rejects.toMatchObject({ name: 'AbortError' })
  second.abort()
  await failed
  first.abort()
  const third = await fetch(url)
  expect(third.status).toBe(200)
  expect(requests).toBe(2)
  await third.body?.cancel()
})

test('listeners do not gather on a signal that outlives its requests', async () => {
  const { url, fetch } = await serve((_request, response) => response.end('{}'))
  const { signal } = new AbortController()
  for (let count = 0; count < 3; count += 1) await (await fetch(url, { signal })).text()
  expect(getEventListeners(signal, 'abort')).toEqual([])
})

test.each([
  ['a first byte', '/silent'],
  ['the rest of a body', '/begun'],
])('%s that does not come in time is a TimeoutError', async (_what, path) => {
  const { url, fetch } = await serve(
    (request, response) => {
      if (request.url === '/begun') response.write('first')
    },
    { timeoutMs: 200 },
  )
  await expect(fetch(url + path).then(async (response) => await response.text())).rejects.toMatchObject({
    name: 'TimeoutError',
  })
})

test('a body that breaks gives what came before, then an error that says so', async () => {
  const { url, fetch } = await serve((_request, response) => {
    response.write('first')
    void setTimeout(30).then(() => response.destroy())
  })
  const texts: string[] = []
  const reading = async (): Promise<void> => {
    for await (const chunk of bodyOf(await fetch(url))) texts.push(Buffer.from(chunk).toString())
  }
  await expect(reading()).rejects.toMatchObject({ name: 'AnswerCutError' })
  expect(texts).toEqual(['first'])
  await expect((await fetch(url)).text()).rejects.toMatchObject({ name: 'AnswerCutError' })
})

test('no answer can fill the memory: whole bodies, streams and headers have limits', async () => {
  let closed: Promise<number> | undefined
  const { url, fetch } = await serve(
    (request, response) => {
      closed = closing(response)
      if (request.url === '/headers') response.setHeader('x-long', 'x'.repeat(40_000))
      response.end('x'.repeat(3000))
    },
    { limits: { wholeBytes: 1000, streamBytes: 2000 } },
  )
  await expect((await fetch(url)).text()).rejects.toMatchObject({ name: 'AnswerTooLargeError' })
  await closed
  const stream = async (): Promise<void> => {
    for await (const chunk of bodyOf(await fetch(url))) expect(chunk.length).toBeLessThan(2001)
  }
  await expect(stream()).rejects.toMatchObject({ name: 'AnswerTooLargeError' })
  await expect(fetch(`${url}/headers`)).rejects.toMatchObject({ code: 'UND_ERR_HEADERS_OVERFLOW' })
})

test('a server that is not there is told by the code of the system', async () => {
  const { url, fetch, server } = await serve((_request, response) => response.end())
  server.close()
  await once(server, 'close')
  await expect(fetch(url)).rejects.toMatchObject({ code: 'ECONNREFUSED' })
})
