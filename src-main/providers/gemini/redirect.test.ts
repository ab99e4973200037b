import { createServer } from 'node:http'
import { expect, onTestFinished, test } from 'vitest'
import type { ProviderCall, ProviderEvent } from '../provider.ts'
import { createGeminiProvider } from './gemini-provider.ts'

/** A server and the requests it has seen. */
async function listen(status: number, location?: string): Promise<{ url: string; seen: string[] }> {
  const seen: string[] = []
  const server = createServer((request, response) => {
    seen.push(`${request.method ?? ''} ${request.url ?? ''}`)
    response.writeHead(status, location === undefined ? {} : { location }).end('{"models":[]}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const address = server.address()
  return { url: `http://127.0.0.1:${typeof address === 'object' ? (address?.port ?? 0) : 0}`, seen }
}

const callTo = (baseUrl: string): ProviderCall => ({
  model: 'gemini-3.8-flash',
  prompt: {
    prefix: [{ segment: 'system', text: 'secret text', hash: 's', tokens: 2 }],
    dynamic: { segment: 'dynamic', text: 'Hi', hash: 'h', tokens: 2 },
    breakpoints: [],
  },
  plan: { mode: 'explicit', marks: [{ blockIndex: 0, ttl: '1h' }], reason: '' },
  cache: { scope: 'scope' },
  dialect: { openAiApi: 'responses', endpointProfile: 'other' },
  maxOutputTokens: 10,
  credentials: { apiKey: 'AIzaSyRedirect0123456789abcdef', baseUrl },
  task: { commandId: 'fix', text: '', instructions: '' },
})

test.each([301, 302, 303, 307, 308])(
  'a %d redirect carries neither key nor text to another host',
  async (status) => {
    const foreign = await listen(200)
    const redirecting = await listen(status, `${foreign.url}/v1beta/models`)
    const provider = createGeminiProvider({ fetch })
    const call = callTo(redirecting.url)
    const signal = new AbortController().signal
    const events: ProviderEvent[] = []
    for await (const event of provider.stream(call, signal)) events.push(event)
    expect(events.at(-1)).toMatchObject({
      type: 'failed',
      error: { code: 'provider_error', retryable: false },
    })
    const others = [
      provider.checkKey(call.credentials, signal),
      provider.explicitCaches?.create(call, 60_000, signal),
      provider.explicitCaches?.delete('cachedContents/a', call.credentials, signal),
    ]
    for (const other of others) await expect(other).rejects.toThrow(/redirects to another address/)
    expect(redirecting.seen).toHaveLength(4)
    expect(foreign.seen).toEqual([])
  },
)
