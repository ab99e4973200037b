import type { Upstream, UpstreamId, UpstreamOptions } from './upstream.ts'

/** How the operator reaches a vendor. */
export type UpstreamAccess = Pick<UpstreamOptions, 'apiKey'> & Partial<Pick<UpstreamOptions, 'baseUrl'>>

export interface Upstreams {
  /**
   * The vendor, opened when first asked for. Rejects with a TypeError for one without
   * a key: the catalogue gives none of its models.
   */
  get(id: UpstreamId): Promise<Upstream>
}

/**
 * Each vendor's SDK is loaded with its first call: together they are half of the gateway's memory at rest.
 */
const openers: Readonly<Record<UpstreamId, (options: UpstreamOptions) => Promise<Upstream>>> = {
  anthropic: async (options) =>
    (await import('./anthropic/create-anthropic-upstream.ts')).createAnthropicUpstream(options),
  openai: async (options) =>
    (await import('./openai/create-openai-upstream.ts')).createOpenAiUpstream(options),
  gemini: async (options) =>
    (await import('./gemini/create-gemini-upstream.ts')).createGeminiUpstream(options),
}

/** The vendors that the operator has keys for, one instance each. */
export function openUpstreams(
  access: Readonly<Partial<Record<UpstreamId, UpstreamAccess>>>,
  common: Pick<UpstreamOptions, 'fetch' | 'timeoutMs' | 'onAdapted'>,
): Upstreams {
  const opened = new Map<UpstreamId, Promise<Upstream>>()
  return {
    get(id) {
      const known = opened.get(id)
      if (known !== undefined) return known
      const vendor = access[id]
      if (vendor === undefined) return Promise.reject(new TypeError(`There is no key for ${id}`))
      const opening = openers[id]({ apiKey: vendor.apiKey, baseUrl: vendor.baseUrl, ...common })
      opened.set(id, opening)
      return opening
    },
  }
}
