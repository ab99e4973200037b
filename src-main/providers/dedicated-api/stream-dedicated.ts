import type { OpenAI } from 'openai'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import { guardStream } from '../http/guard-stream.ts'
import { toVendorError } from '../http/to-vendor-error.ts'
import { createOpenAiClient } from '../openai/create-openai-client.ts'
import type { Fetch, ProviderCall, ProviderEvent } from '../provider.ts'
import { checkServerUrl } from './check-server-url.ts'
import type { GatewaySession } from './gateway-session.ts'
import { gatewayContext, gatewayVendor } from './gateway-vendor.ts'
import { readGatewayStream } from './read-gateway-stream.ts'
import { toGatewayRequest } from './to-gateway-request.ts'
import { watchRefusals } from './watch-refusals.ts'

export interface DedicatedStreamOptions {
  readonly fetch: Fetch
  readonly session: GatewaySession
  /** How long to wait for the response, and for each next event, in milliseconds. */
  readonly timeoutMs: number
}

/**
 * Streams an answer of the gateway; an expired session is renewed once, before anything
 * was charged. A refusal says that it cost nothing.
 */
export async function* streamDedicated(
  call: ProviderCall,
  signal: AbortSignal,
  { fetch, session, timeoutMs }: DedicatedStreamOptions,
): AsyncGenerator<ProviderEvent> {
  const watched = watchRefusals(fetch)
  let context = gatewayContext(call.credentials.baseUrl ?? '', undefined, call.model)
  const vendor = gatewayVendor(watched.facts)
  async function* read(connection: AbortSignal): AsyncGenerator<ProviderEvent> {
    const server = serverOf(call)
    const events = await session.withToken(server, connection, async (token) => {
      context = { ...context, apiKey: token }
      const client = await createOpenAiClient({
        apiKey: token,
        baseUrl: `${server}/v1`,
        fetch: watched.fetch,
        timeoutMs,
      })
      return await open(client, call, connection).catch((error: unknown) => {
        throw toVendorError(error, context, vendor)
      })
    })
    context = { ...context, hasBegun: true }
    yield* readGatewayStream(
      { iterator: events[Symbol.asyncIterator](), signal, timeoutMs, context, vendor },
      () => session.creditsPerDollar(server),
    )
  }
  for await (const event of guardStream(signal, read, (error) => toVendorError(error, context, vendor))) {
    yield event.type === 'failed' ? { ...event, credits: watched.charge() } : event
  }
}

function serverOf({ credentials }: ProviderCall): string {
  if (credentials.baseUrl === undefined)
    throw new RephloError('logged_out', 'You are not logged in to the Dedicated API yet. Log in in Settings.')
  return checkServerUrl(credentials.baseUrl)
}

/**
 * The longest answer is wanted, but rather a shorter one than none: what the
 * credits do not cover is asked for without a limit.
 */
async function open(
  client: OpenAI,
  call: ProviderCall,
  signal: AbortSignal,
): Promise<AsyncIterable<unknown>> {
  try {
    return await client.chat.completions.create(toGatewayRequest(call), { signal })
  } catch (error) {
    if (!(error instanceof Error && 'status' in error && error.status === 402)) throw error
    return await client.chat.completions.create(toGatewayRequest(call, false), { signal })
  }
}
