import type { ClientAccess } from '../client-options.ts'
import { pinHeaders } from '../pin-headers.ts'

export const geminiBaseUrl = 'https://generativelanguage.googleapis.com'

/** Explicit caches are documented for this version; the SDK's own default is another. */
const defaultVersion = 'v1beta'

/** The options of the SDK's client, which sends each request once and limits no stream's length with them. */
export function geminiClientOptions({ apiKey, baseUrl: address, fetch, isSameForAll }: ClientAccess) {
  const { baseUrl, apiVersion } = splitVersion(address.trim().replace(/\/+$/, ''))
  const pinned = pinHeaders(fetch, { auth: { 'x-goog-api-key': apiKey }, isSameForAll })
  return {
    apiKey,
    vertexai: false,
    apiVersion,
    httpOptions: { baseUrl, apiVersion, fetch: pinned },
  }
}

/** Addresses are often copied with the version at their end, which the SDK would add a second time. */
function splitVersion(address: string): { baseUrl: string; apiVersion: string } {
  const found = /^(.*)\/(v\d+(?:alpha|beta)?\d*)$/.exec(address)
  return { baseUrl: found?.[1] ?? address, apiVersion: found?.[2] ?? defaultVersion }
}
