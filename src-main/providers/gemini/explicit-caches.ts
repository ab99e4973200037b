import { z } from 'zod'
import { endedEarly } from '../http/ended-early.ts'
import { toVendorError } from '../http/to-vendor-error.ts'
import type { CallContext } from '../http/vendor.ts'
import type { Credentials, ExplicitCache, Fetch, Provider, ProviderCall } from '../provider.ts'
import { contextOf } from './call-context.ts'
import { createClient } from './create-client.ts'
import { geminiVendor } from './gemini-vendor.ts'
import { toCachedContent } from './to-gemini-request.ts'

/** Source: SDK type `CachedContent`. */
const cachedContentSchema = z.object({
  name: z.string().regex(/^cachedContents\/[\w-]+$/),
  expireTime: z.string().nullish(),
  usageMetadata: z
    .object({ totalTokenCount: z.number().int().nonnegative().nullish().catch(undefined) })
    .nullish(),
})

/** Gemini's `cachedContents`. Storage is billed until they expire or are deleted. */
export function createExplicitCaches(
  fetch: Fetch,
  timeoutMs: number,
): NonNullable<Provider['explicitCaches']> {
  const limit = (signal: AbortSignal): AbortSignal =>
    AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
  return {
    create: (call, lifetimeMs, signal) => create(call, lifetimeMs, fetch, limit(signal)),
    delete: (name, credentials, signal) => remove(name, credentials, fetch, limit(signal)),
  }
}

async function create(
  call: ProviderCall,
  lifetimeMs: number,
  fetch: Fetch,
  abortSignal: AbortSignal,
): Promise<ExplicitCache> {
  const context = contextOf(call.credentials, call.model)
  try {
    const { model, config } = toCachedContent(call, lifetimeMs)
    const client = await createClient(call.credentials, fetch)
    const created = cachedContentSchema.safeParse(
      await client.caches.create({ model, config: { ...config, abortSignal } }),
    )
    if (!created.success) throw endedEarly(true, context, geminiVendor)
    const tokens = created.data.usageMetadata?.totalTokenCount ?? undefined
    return {
      name: created.data.name,
      expiresAt: expiryOf(created.data.expireTime, lifetimeMs),
      ...(tokens === undefined ? {} : { tokens }),
    }
  } catch (error) {
    throw toVendorError(error, context, geminiVendor)
  }
}

/**
 * A time that cannot be read is counted from now: the name must not get lost, or the cache could not be
 * deleted.
 */
function expiryOf(expireTime: string | null | undefined, lifetimeMs: number): number {
  const expiresAt = Date.parse(expireTime ?? '')
  return Number.isNaN(expiresAt) ? Date.now() + lifetimeMs : expiresAt
}

async function remove(
  name: string,
  credentials: Credentials,
  fetch: Fetch,
  abortSignal: AbortSignal,
): Promise<void> {
  try {
    const client = await createClient(credentials, fetch)
    await client.caches.delete({ name, config: { abortSignal } })
  } catch (error) {
    const context: CallContext = { ...contextOf(credentials, undefined), readsExplicitCache: true }
    if (geminiVendor.classify(error, context).kind === 'cache_gone') return
    throw toVendorError(error, context, geminiVendor)
  }
}
