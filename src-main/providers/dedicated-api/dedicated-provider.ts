import { RephloError } from '../../../src-shared/rephlo-error.ts'
import type { Fetch, Provider, ProviderCall, ProviderEvent } from '../provider.ts'
import type { GatewaySession } from './gateway-session.ts'

export interface DedicatedProviderOptions {
  readonly fetch: Fetch
  /** Opened when first needed: nothing of it is loaded for who uses keys of their own. */
  readonly session: () => Promise<GatewaySession>
  /** How long to wait for the response, and for each next event, in milliseconds. */
  readonly timeoutMs?: number
}

const defaultTimeoutMs = 120_000

/**
 * The Dedicated API: a team's gateway that one logs in to, paid with
 * credits. Its models are those of its own list.
 */
export function createDedicatedProvider(options: DedicatedProviderOptions): Provider {
  return {
    id: 'dedicated-api',
    name: 'Dedicated API',
    practice: false,
    needsKey: false,
    paidInCredits: true,
    stream: (call, signal) => stream(call, signal, options),
    checkKey: () =>
      Promise.reject(new RephloError('wrong_use', 'The Dedicated API takes no key. Log in in Settings.')),
  }
}

async function* stream(
  call: ProviderCall,
  signal: AbortSignal,
  { fetch, session, timeoutMs = defaultTimeoutMs }: DedicatedProviderOptions,
): AsyncGenerator<ProviderEvent> {
  const [{ streamDedicated }, opened] = await Promise.all([import('./stream-dedicated.ts'), session()])
  yield* streamDedicated(call, signal, { fetch, session: opened, timeoutMs })
}
