import { RephloError, toErrorInfo } from '../../../src-shared/rephlo-error.ts'
import type { Fetch, Provider } from '../provider.ts'

export interface GeminiOptions {
  readonly fetch: Fetch
  /** How long to wait for the response, and for each next event, in milliseconds. */
  readonly timeoutMs?: number
}

const missing = new RephloError('provider_error', 'Gemini cannot be used yet.')

/** Gemini. */
export function createGeminiProvider(options: GeminiOptions): Provider {
  void options
  return {
    id: 'gemini',
    name: 'Gemini',
    practice: false,
    needsKey: true,
    async *stream() {
      yield await Promise.resolve({ type: 'failed', error: toErrorInfo(missing) } as const)
    },
    checkKey: () => Promise.reject(missing),
  }
}
