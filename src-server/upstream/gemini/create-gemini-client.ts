import { GoogleGenAI } from '@google/genai/web'
import {
  geminiBaseUrl,
  geminiClientOptions,
} from '../../../src-shared/vendors/gemini/gemini-client-options.ts'
import { rewriteBytes } from '../../../src-shared/vendors/events/rewrite-bytes.ts'
import type { PooledInit } from '../http/create-pooled-fetch.ts'
import type { UpstreamOptions } from '../upstream.ts'

/**
 * The SDK's client. Its `web` entry speaks the same protocol as the one for Node, but reads no environment
 * (keys, Vertex AI, addresses) and does not load Google's cloud sign-in.
 */
export function createGeminiClient({
  apiKey,
  baseUrl = geminiBaseUrl,
  fetch,
}: Omit<UpstreamOptions, 'timeoutMs'>): GoogleGenAI {
  const reading = fetchStreams(fetch)
  return new GoogleGenAI(geminiClientOptions({ apiKey, baseUrl, fetch: reading, isSameForAll: true }))
}

/** The SDK passes no options of a single call on; its streams have an address of their own. */
function fetchStreams(fetch: UpstreamOptions['fetch']): UpstreamOptions['fetch'] {
  return (input, init) => {
    const isStream = typeof input === 'string' && input.includes('alt=sse')
    if (!isStream) return fetch(input, init)
    const streamed: PooledInit = { ...init, rewriter: rewriteBytes('gemini') }
    return fetch(input, streamed)
  }
}
