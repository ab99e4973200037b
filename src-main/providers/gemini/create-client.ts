import type { GoogleGenAI } from '@google/genai/web'
import { checkBaseUrl } from '../check-base-url.ts'
import { pinnedFetch } from '../http/pinned-fetch.ts'
import { requireKey } from '../http/require-key.ts'
import type { Credentials, Fetch } from '../provider.ts'

export const geminiBaseUrl = 'https://generativelanguage.googleapis.com'

/** Explicit caches are documented for this version; the SDK's own default is another. */
const defaultVersion = 'v1beta'

/**
 * The SDK's client, loaded when first used. Its `web` entry speaks the same protocol as the one for Node, but reads no
 * environment (keys, Vertex AI, addresses) and does not load Google's cloud sign-in. Throws missing_key, invalid_key, and
 * bad_input when the address is not one.
 */
export async function createClient(credentials: Credentials, fetch: Fetch): Promise<GoogleGenAI> {
  const apiKey = requireKey(credentials, 'Gemini')
  const { baseUrl, apiVersion } = splitVersion(checkBaseUrl(credentials.baseUrl ?? geminiBaseUrl))
  const { GoogleGenAI } = await import('@google/genai/web')
  return new GoogleGenAI({
    apiKey,
    vertexai: false,
    apiVersion,
    // Without `retryOptions` the SDK sends each request once; without `timeout` it sets no limit to a stream's length.
    httpOptions: { baseUrl, apiVersion, fetch: pinnedFetch(fetch, { auth: { 'x-goog-api-key': apiKey } }) },
  })
}

/** Addresses are often copied with the version at their end, which the SDK would add a second time. */
function splitVersion(address: string): { baseUrl: string; apiVersion: string } {
  const found = /^(.*)\/(v\d+(?:alpha|beta)?\d*)$/.exec(address)
  return { baseUrl: found?.[1] ?? address, apiVersion: found?.[2] ?? defaultVersion }
}
