import type { GoogleGenAI } from '@google/genai/web'
import {
  geminiBaseUrl,
  geminiClientOptions,
} from '../../../src-shared/vendors/gemini/gemini-client-options.ts'
import { checkBaseUrl } from '../check-base-url.ts'
import { requireKey } from '../http/require-key.ts'
import type { Credentials, Fetch } from '../provider.ts'

/**
 * The SDK's client, loaded when first used. Its `web` entry speaks the same protocol as the one for Node, but
 * reads no environment (keys, Vertex AI, addresses) and does not load Google's cloud sign-in. Throws
 * missing_key, invalid_key, and bad_input when the address is not one.
 */
export async function createClient(credentials: Credentials, fetch: Fetch): Promise<GoogleGenAI> {
  const apiKey = requireKey(credentials, 'Gemini')
  const baseUrl = checkBaseUrl(credentials.baseUrl ?? geminiBaseUrl)
  const { GoogleGenAI } = await import('@google/genai/web')
  return new GoogleGenAI(geminiClientOptions({ apiKey, baseUrl, fetch }))
}
