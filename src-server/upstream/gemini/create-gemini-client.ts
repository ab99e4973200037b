import { GoogleGenAI } from '@google/genai/web'
import { pinHeaders } from '../http/pin-headers.ts'
import type { UpstreamOptions } from '../upstream.ts'

const ownBaseUrl = 'https://generativelanguage.googleapis.com'
const defaultVersion = 'v1beta'

/**
 * The SDK's client. Its `web` entry speaks the same protocol as the one for Node, but reads no environment (keys, Vertex AI,
 * addresses) and does not load Google's cloud sign-in.
 */
export function createGeminiClient({
  apiKey,
  baseUrl: address = ownBaseUrl,
  fetch,
}: Omit<UpstreamOptions, 'timeoutMs'>): GoogleGenAI {
  const { baseUrl, apiVersion } = splitVersion(address.replace(/\/+$/, ''))
  return new GoogleGenAI({
    apiKey,
    vertexai: false,
    apiVersion,
    // Without `retryOptions` the SDK sends each request once; without `timeout` it sets no limit to a stream's length.
    httpOptions: { baseUrl, apiVersion, fetch: pinHeaders(fetch, { auth: { 'x-goog-api-key': apiKey } }) },
  })
}

/** Addresses are often copied with the version at their end, which the SDK would add a second time. */
function splitVersion(address: string): { baseUrl: string; apiVersion: string } {
  const found = /^(.*)\/(v\d+(?:alpha|beta)?\d*)$/.exec(address)
  return { baseUrl: found?.[1] ?? address, apiVersion: found?.[2] ?? defaultVersion }
}
