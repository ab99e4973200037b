import { createHash } from 'node:crypto'
import { providerIdSchema } from '../../src-shared/entities.ts'
import { cacheRulesFor } from '../../src-shared/vendors/cache-rules-for.ts'
import type { LedgerKey } from '../caching/ledger/ledger-key.ts'
import type { PreparedRun } from './prepare-run.ts'

/** Whose cache a run uses. */
export function ledgerKeyOf({
  scope,
  provider,
  baseUrl,
  dialect,
  modelId,
  caching,
  model,
}: PreparedRun): LedgerKey {
  // Behind a gateway it is the vendor's cache that is used.
  const vendor = providerIdSchema.catch(provider.id).parse(model?.vendor ?? provider.id)
  const address = baseUrl ?? (provider.id === 'openai-compatible' ? dialect.endpointProfile : undefined)
  return {
    scope,
    account: accountOf(provider.id, address),
    model: modelId,
    rules: cacheRulesFor(vendor, caching),
    minimumTokens: model?.minimumCacheableTokens,
  }
}

/** Provider and address: what was written at one address cannot be read at another. */
export function accountOf(provider: string, baseUrl: string | undefined): string {
  return baseUrl === undefined ? provider : `${provider} ${baseUrl}`
}

/** A name for the Space that tells a vendor nothing about it. */
export function opaqueScope(scope: string): string {
  return `rephlo-${createHash('sha256').update(scope).digest('hex').slice(0, 32)}`
}
