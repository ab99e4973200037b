import { GoogleGenAI } from '@google/genai/web'
import {
  geminiBaseUrl,
  geminiClientOptions,
} from '../../../src-shared/vendors/gemini/gemini-client-options.ts'
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
  return new GoogleGenAI(geminiClientOptions({ apiKey, baseUrl, fetch, isSameForAll: true }))
}
