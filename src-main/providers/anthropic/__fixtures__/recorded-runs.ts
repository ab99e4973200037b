import type { Fetch, ProviderCall, ProviderEvent } from '../../provider.ts'
import { marksPlan, testCall, textBlock } from '../../test-call.ts'
import { createAnthropicProvider } from '../anthropic-provider.ts'

export const key = 'sk-ant-test-0123456789'
export const call = testCall({
  prompt: {
    prefix: [textBlock('system', 'Be brief.'), textBlock('space', 'A document.')],
    dynamic: textBlock('dynamic', 'Fix this.'),
    breakpoints: [1],
  },
  plan: marksPlan({ blockIndex: 1, ttl: '5m' }),
  maxOutputTokens: 100,
  credentials: { apiKey: key },
})
export const never: AbortSignal = new AbortController().signal

export interface Sent {
  url: string
  headers: Headers
  body: unknown
}

/** A fetch that answers with these bytes and keeps what was sent. */
export function recorded(body: string, init: ResponseInit = {}, sent: Sent[] = []): Fetch {
  return (input, request) => {
    sent.push({
      url: input instanceof Request ? input.url : String(input),
      headers: new Headers(request?.headers),
      body: request?.body,
    })
    return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' }, ...init }))
  }
}

export async function run(
  fetch: Fetch,
  more: Partial<ProviderCall> = {},
  signal: AbortSignal = never,
): Promise<ProviderEvent[]> {
  const events: ProviderEvent[] = []
  for await (const event of createAnthropicProvider({ fetch, timeoutMs: 3_000 }).stream(
    { ...call, ...more },
    signal,
  ))
    events.push(event)
  return events
}

export const started = (diagnostics: unknown): string =>
  `event: message_start\ndata: ${JSON.stringify({ type: 'message_start', message: { id: 'msg_2', diagnostics, usage: { input_tokens: 1 } } })}\n\n`
