import { createServer, type Server } from 'node:http'
import { describe, expect, test } from 'vitest'
import { testModes } from '../storage/open-test-storage.ts'
import {
  openTestGateway,
  readJson,
  type TestGateway,
  type TestUser,
} from '../../e2e/server/support/open-test-gateway.ts'

const model = 'claude-haiku-5-5'
const small = (text: string) => ({ model, max_tokens: 100, messages: [{ role: 'user', content: text }] })
const noAnswerCache = { 'x-answer-cache': 'off' }

/** 200 calls at once, spread over these addresses. */
async function callTwoHundred(
  user: TestUser,
  urls: readonly string[],
  body: (index: number) => unknown,
): Promise<Map<number, number>> {
  const statuses = await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      const response = await fetch(`${urls[index % urls.length] ?? ''}/v1/chat/completions`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${user.token}`,
          'content-type': 'application/json',
          ...noAnswerCache,
        },
        body: JSON.stringify(body(index)),
      })
      await response.arrayBuffer()
      return response.status
    }),
  )
  const counts = new Map<number, number>()
  for (const status of statuses) counts.set(status, (counts.get(status) ?? 0) + 1)
  return counts
}

async function costOf(gateway: TestGateway, body: unknown): Promise<number> {
  const user = await gateway.addUser()
  const { metadata } = await readJson<{ metadata: { credits: { charged: number } } }>(
    await gateway.ask(user, 'POST', '/v1/chat/completions', body, noAnswerCache),
  )
  return metadata.credits.charged
}

describe.each(testModes)('%s', (mode) => {
  test.each([1, 2])(
    '200 parallel calls on a balance for 50, over %i instances: 50 are served, nothing is left, nothing is owed',
    async (instances) => {
      await using gateway = await openTestGateway(mode)
      const urls = [gateway.url, ...(instances === 2 ? [(await gateway.openSecond()).url] : [])]
      expect(await costOf(gateway, small('Call 0'))).toBe(1)
      const user = await gateway.addUser({ credits: 50 })
      const counts = await callTwoHundred(user, urls, (index) => small(`Call ${String(index)}`))
      expect(Object.fromEntries(counts)).toEqual({ 200: 50, 402: 150 })
      expect(await gateway.balanceOf(user)).toMatchObject({ balance: 0, held: 0 })
    },
  )

  test('calls that hold more than they cost wait for one another, so that a balance serves as many as it pays for', async () => {
    await using gateway = await openTestGateway(mode)
    const body = (index: number) => ({
      model: 'claude-opus-5-5',
      messages: [{ role: 'user', content: `Call ${String(index)}` }],
    })
    const cost = await costOf(gateway, body(0))
    const user = await gateway.addUser({ credits: 50 * cost })
    const counts = await callTwoHundred(user, [gateway.url], body)
    expect(counts.get(200)).toBe(50)
    expect(await gateway.balanceOf(user)).toMatchObject({ balance: 0, held: 0 })
  })

  test('20 clients that leave in mid-stream: every stream to the vendor ends within 500 ms, and what was used is billed', async () => {
    await using vendor = await openEndlessVendor()
    await using gateway = await openTestGateway(mode, {
      vendors: { openai: { apiKey: 'lab-x', baseUrl: `${vendor.url}/v1` } },
    })
    const user = await gateway.addUser({ credits: 10_000 })
    const clients = Array.from({ length: 20 }, () => new AbortController())
    await Promise.all(
      clients.map(async (client, index) => {
        const response = await fetch(`${gateway.url}/v1/chat/completions`, {
          method: 'POST',
          signal: client.signal,
          headers: { authorization: `Bearer ${user.token}`, 'content-type': 'application/json' },
          body: JSON.stringify({
            model: 'gpt-6-sol',
            max_tokens: 500,
            stream: true,
            messages: [{ role: 'user', content: `Call ${String(index)}` }],
          }),
        })
        const reader = response.body?.getReader()
        for (let chunk = 0; chunk < 3; chunk += 1) await reader?.read()
      }),
    )
    expect(vendor.open()).toBe(20)
    for (const client of clients) client.abort()
    await expect.poll(() => vendor.open()).toBe(0)
    await expect.poll(async () => (await gateway.balanceOf(user)).held).toBe(0)
    const history = await readJson<{
      data: { status: string; credits: number; estimated: boolean; outputTokens: number }[]
    }>(await gateway.ask(user, 'GET', '/v1/usage?limit=50'))
    expect(history.data).toHaveLength(20)
    for (const entry of history.data)
      expect(entry).toMatchObject({ status: 'cancelled', estimated: true, credits: 1 })
    expect(Math.min(...history.data.map(({ outputTokens }) => outputTokens))).toBeGreaterThan(0)
    expect((await gateway.balanceOf(user)).balance).toBe(10_000 - 20)
  })
})

interface EndlessVendor extends AsyncDisposable {
  readonly url: string
  /** Streams whose client has not left. */
  readonly open: () => number
}

/** Streams words until its client leaves. */
async function openEndlessVendor(): Promise<EndlessVendor> {
  let open = 0
  const server: Server = createServer((request, response) => {
    request.resume()
    request.on('end', () => {
      open += 1
      response.writeHead(200, { 'content-type': 'text/event-stream' })
      const timer = setInterval(
        () =>
          response.write(
            `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'gpt-6-sol', choices: [{ index: 0, delta: { content: 'more and more words ' }, finish_reason: null }] })}\n\n`,
          ),
        10,
      )
      response.on('close', () => {
        clearInterval(timer)
        open -= 1
      })
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${String(port)}`,
    open: () => open,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  }
}
