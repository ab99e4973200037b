import type { CacheAccounting, PromptPiece } from './openai-cache.ts'
import type { ResponsesRequest } from './responses-request.ts'

const mostRemembered = 1000

interface Remembered {
  readonly settings: readonly (readonly [reason: string, value: string])[]
  readonly pieces: readonly PromptPiece[]
  readonly reusable: number
}

/** What the comparison of two responses says. Source: SDK types `Response.CacheMiss`, `CacheHit`, `ComparisonResponseNotFound`. */
export type CacheDiagnostics =
  | {
      readonly type: 'cache_miss'
      readonly reason: string
      readonly cache_missed_tokens: number
      readonly comparison_reusable_tokens: number
    }
  | { readonly type: 'cache_hit' | 'comparison_response_not_found' | 'unavailable' }

export interface CacheComparisons {
  remember(
    id: string,
    request: ResponsesRequest,
    pieces: readonly PromptPiece[],
    accounting: CacheAccounting,
  ): void
  compare(
    id: string,
    request: ResponsesRequest,
    pieces: readonly PromptPiece[],
    accounting: CacheAccounting,
  ): CacheDiagnostics
}

/** Remembers responses for later comparisons, stored or not: the SDK's types do not tie one to the other. */
export function createCacheComparisons(): CacheComparisons {
  const responses = new Map<string, Remembered>()
  return {
    remember(id, request, pieces, { reusable }) {
      responses.set(id, { settings: settingsOf(request), pieces, reusable })
      const oldest = responses.size > mostRemembered ? responses.keys().next().value : undefined
      if (oldest !== undefined) responses.delete(oldest)
    },
    compare(id, request, pieces, accounting) {
      const known = responses.get(id)
      if (known === undefined) return { type: 'comparison_response_not_found' }
      const miss = { type: 'cache_miss' as const, comparison_reusable_tokens: known.reusable }
      const values = new Map(settingsOf(request))
      const changed = known.settings.find(([reason, value]) => values.get(reason) !== value)
      if (changed !== undefined) return { ...miss, reason: changed[0], cache_missed_tokens: known.reusable }
      const common = commonTokens(known.pieces, pieces)
      if (common < known.reusable)
        return { ...miss, reason: 'input_changed', cache_missed_tokens: known.reusable - common }
      // The vendor has no word for what has expired.
      return { type: accounting.read > 0 && accounting.read >= known.reusable ? 'cache_hit' : 'unavailable' }
    },
  }
}

/** In the order in which the vendor's types name them. */
function settingsOf(request: ResponsesRequest): (readonly [string, string])[] {
  return [
    ['model_changed', request.model],
    ['prompt_cache_key_changed', request.prompt_cache_key ?? ''],
    ['tools_changed', JSON.stringify([request.tools, request.parallel_tool_calls ?? true])],
    ['text_format_changed', JSON.stringify(request.text?.format ?? null)],
    ['reasoning_effort_changed', request.reasoning?.effort ?? ''],
    ['verbosity_changed', request.text?.verbosity ?? ''],
    ['service_tier_changed', request.service_tier ?? 'auto'],
  ]
}

function commonTokens(one: readonly PromptPiece[], other: readonly PromptPiece[]): number {
  const firstDifference = one.findIndex((piece, index) => piece.hash !== other[index]?.hash)
  return one
    .slice(0, firstDifference < 0 ? one.length : firstDifference)
    .reduce((sum, { tokens }) => sum + tokens, 0)
}
