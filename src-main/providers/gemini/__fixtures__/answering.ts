import type { Fetch, ProviderCall, ProviderEvent } from '../../provider.ts'
import { createGeminiProvider } from '../gemini-provider.ts'

export const key = 'AIzaSyTest0123456789abcdefghijk'
export const never: AbortSignal = new AbortController().signal
export const call: ProviderCall = {
  model: 'gemini-3.8-flash',
  prompt: {
    prefix: [
      {
        segment: 'tools',
        tool: { name: 'a', description: 'A', parameters: { type: 'object' } },
        text: '{}',
        hash: 't',
        tokens: 1,
      },
      { segment: 'system', text: 'Be brief.', hash: 'a', tokens: 3 },
      { segment: 'space', text: '', hash: 'e', tokens: 0 },
      { segment: 'space', text: 'A document.', hash: 'b', tokens: 3 },
      { segment: 'conversation', role: 'user', text: 'Hi', hash: 'u', tokens: 1 },
      { segment: 'conversation', role: 'assistant', text: 'Hello', hash: 'm', tokens: 1 },
    ],
    dynamic: { segment: 'dynamic', text: 'Fix this.', hash: 'c', tokens: 3 },
    breakpoints: [],
  },
  plan: { mode: 'automatic', marks: [], reason: '' },
  cache: { scope: 'scope' },
  dialect: { openAiApi: 'responses', endpointProfile: 'other' },
  maxOutputTokens: 100,
  credentials: { apiKey: key },
  task: { commandId: 'fix', text: '', instructions: '' },
}

export interface Sent {
  readonly url: string
  readonly headers: Headers
  readonly redirect: unknown
  readonly body: unknown
}

/** A fetch that answers with these responses and keeps what was sent. */
export function answering(
  body: string | readonly object[],
  init: ResponseInit = {},
  sent: Sent[] = [],
): Fetch {
  const text =
    typeof body === 'string'
      ? body
      : body.map((response) => `data: ${JSON.stringify(response)}\r\n\r\n`).join('')
  return (input, request) => {
    sent.push({
      url: input instanceof Request ? input.url : String(input),
      headers: new Headers(request?.headers),
      redirect: request?.redirect,
      body: request?.body,
    })
    return Promise.resolve(new Response(text, { headers: { 'content-type': 'text/event-stream' }, ...init }))
  }
}

export async function run(
  fetch: Fetch,
  more: Partial<ProviderCall> = {},
  signal: AbortSignal = never,
): Promise<ProviderEvent[]> {
  const events: ProviderEvent[] = []
  for await (const event of createGeminiProvider({ fetch, timeoutMs: 120_000 }).stream(
    { ...call, ...more },
    signal,
  ))
    events.push(event)
  return events
}

export const response = (text: string, finishReason?: string, usageMetadata?: object): object => ({
  responseId: 'r1',
  candidates: [{ content: { parts: [{ text }], role: 'model' }, finishReason }],
  usageMetadata,
})
