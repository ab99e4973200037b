import { RephloError, toErrorInfo } from '../../../src-shared/rephlo-error.ts'
import type { Fetch, Provider } from '../provider.ts'

export interface OpenAiCompatibleOptions {
  readonly fetch: Fetch
  /** How long to wait for the response, and for each next event, in milliseconds. */
  readonly timeoutMs?: number
}

const missing = new RephloError('provider_error', 'OpenAI-compatible endpoint cannot be used yet.')

/** OpenAI-compatible endpoint. */
export function createOpenAiCompatibleProvider(options: OpenAiCompatibleOptions): Provider {
  void options
  return {
    id: 'openai-compatible',
    name: 'OpenAI-compatible endpoint',
    practice: false,
    needsKey: false,
    async *stream() {
      yield await Promise.resolve({ type: 'failed', error: toErrorInfo(missing) } as const)
    },
    checkKey: () => Promise.reject(missing),
  }
}
