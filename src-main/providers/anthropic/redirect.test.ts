import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { createAnthropicProvider } from './anthropic-provider.ts'
import type { ProviderCall, ProviderEvent } from '../provider.ts'
import { testCall } from '../test-call.ts'

/** A server and the requests it has seen. */
async function listen(
  answer: (server: Server) => { status: number; location?: string },
): Promise<{ url: string; seen: string[] }> {
  const seen: string[] = []
  const server: Server = createServer((request, response) => {
    seen.push(request.url ?? '')
    const { status, location } = answer(server)
    response.writeHead(status, location === undefined ? {} : { location }).end('{"data":[]}')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, seen }
}

const call = (baseUrl: string): ProviderCall =>
  testCall({ credentials: { apiKey: 'sk-ant-lab-secret', baseUrl } })

test.each([301, 302, 303, 307, 308])(
  'a %d redirect carries neither key nor text to another host',
  async (status) => {
    const foreign = await listen(() => ({ status: 200 }))
    const redirecting = await listen(() => ({ status, location: `${foreign.url}/v1/messages` }))
    const provider = createAnthropicProvider({ fetch })
    const events: ProviderEvent[] = []
    for await (const event of provider.stream(call(redirecting.url), new AbortController().signal))
      events.push(event)
    expect(events.at(-1)).toMatchObject({
      type: 'failed',
      error: { code: 'provider_error', retryable: false },
    })
    const check = provider.checkKey(
      { apiKey: 'sk-ant-lab-secret', baseUrl: redirecting.url },
      new AbortController().signal,
    )
    await expect(check).rejects.toThrow(/redirects to another address/)
    expect(redirecting.seen).toHaveLength(2)
    expect(foreign.seen).toEqual([])
  },
)
