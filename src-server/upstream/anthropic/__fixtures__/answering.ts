import { readFile } from 'node:fs/promises'
import type { Upstream } from '../../upstream.ts'
import { createAnthropicUpstream } from '../create-anthropic-upstream.ts'
import { testCall } from '../test-calls.ts'

export const apiKey = 'sk-ant-test-0123456789'
export const call = testCall({ messages: [{ role: 'user', content: 'Weather?' }] })

export interface Sent {
  readonly url: string
  readonly headers: Headers
  readonly body: string
  readonly redirect: RequestInit['redirect']
}

/** An upstream whose vendor answers with these bytes. */
export function answering(body: string, init: ResponseInit = {}, sent: Sent[] = []): Upstream {
  const fetch: typeof globalThis.fetch = (input, request) => {
    sent.push({
      url: input instanceof Request ? input.url : String(input),
      headers: new Headers(request?.headers),
      body: typeof request?.body === 'string' ? request.body : '',
      redirect: request?.redirect,
    })
    return Promise.resolve(new Response(body, init))
  }
  return createAnthropicUpstream({ apiKey, baseUrl: undefined, timeoutMs: 120_000, fetch })
}

export const fixture = async (name: string): Promise<string> =>
  await readFile(new URL(name, import.meta.url), 'utf8')
export const start = {
  type: 'message_start',
  message: { id: 'msg_1', model: 'm', usage: { input_tokens: 5, output_tokens: 1 } },
}
export const stop = { type: 'message_stop' }
export const end = (reason: string, more: object = {}) => ({
  type: 'message_delta',
  delta: { stop_reason: reason, ...more },
  usage: { output_tokens: 9 },
})
