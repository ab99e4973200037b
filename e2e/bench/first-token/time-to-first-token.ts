import type { Anthropic } from '@anthropic-ai/sdk'
import { toAnthropicRequest } from '../../../src-main/providers/anthropic/to-anthropic-request.ts'
import type { Provider, ProviderCall } from '../../../src-main/providers/provider.ts'
import { streamWithRetries } from '../../../src-main/providers/retry.ts'

const never = new AbortController().signal

/** Milliseconds from the call to the first text, through what Rephlo puts around the SDK; the answer is read to its end. */
export async function timeApp(provider: Provider, call: ProviderCall): Promise<number> {
  const start = performance.now()
  let first: number | undefined
  for await (const event of streamWithRetries(
    (signal) => provider.stream(call, signal),
    { providerName: provider.name },
    never,
  )) {
    if (event.type === 'text') first ??= performance.now() - start
    if (event.type === 'failed') throw new Error(`The run failed: ${event.error.message}`)
  }
  return answered(first)
}

/** The same with the bare SDK, whose request is made before the clock starts. */
export async function timeSdk(client: Anthropic, call: ProviderCall): Promise<number> {
  const request = toAnthropicRequest(call)
  const start = performance.now()
  let first: number | undefined
  for await (const event of await client.messages.create(request)) {
    if (event.type === 'content_block_delta' && event.delta.type === 'text_delta')
      first ??= performance.now() - start
  }
  return answered(first)
}

function answered(first: number | undefined): number {
  if (first === undefined) throw new Error('The lab gave no text.')
  return first
}
