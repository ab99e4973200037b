import { createHash } from 'node:crypto'
import { cacheRulesFor } from '../caching/ledger/cache-rules.ts'
import type { LedgerKey } from '../caching/ledger/ledger-key.ts'
import type { PreparedRun } from './prepare-run.ts'

/** Whose cache a run uses. */
export function ledgerKeyOf({ scope, provider, baseUrl, dialect, modelId, caching, model }: PreparedRun): LedgerKey {
  const address = baseUrl ?? (provider.id === 'openai-compatible' ? dialect.endpointProfile : undefined)
  return { scope, account: accountOf(provider.id, address), model: modelId, rules: cacheRulesFor(provider.id, caching), minimumTokens: model?.minimumCacheableTokens }
}

/** Provider and address: what was written at one address cannot be read at another. */
export function accountOf(provider: string, baseUrl: string | undefined): string {
  return baseUrl === undefined ? provider : `${provider} ${baseUrl}`
}

/** A name for the Space that tells a vendor nothing about it. */
export function opaqueScope(scope: string): string {
  return `rephlo-${createHash('sha256').update(scope).digest('hex').slice(0, 32)}`
}
