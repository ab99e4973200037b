import type { CacheMark, PromptBlock } from '../../../src-shared/composed-prompt.ts'
import type { OpenAiApi } from '../../../src-shared/entities.ts'
import type { CacheTtl } from '../../../src-shared/run-event.ts'
import { cachingByVersion } from '../../../src-shared/vendors/openai/caching-by-version.ts'
import type { ProviderCall } from '../provider.ts'

/** The lifetimes that `prompt_cache_options.ttl` takes; Chat Completions takes the first alone. */
export type BreakpointTtl = '30m' | '12h'

/** What a request says about caching, according to what its model understands. */
export type OpenAiCaching =
  /**
   * From 5.6 on: breakpoints by block index, and the lifetime that all of them have unless they name another.
   */
  | {
      readonly control: 'breakpoints'
      readonly marks: ReadonlyMap<number, BreakpointTtl>
      readonly ttl: BreakpointTtl | undefined
    }
  /** Before: the vendor decides, and any field of the newer models is answered with 400. */
  | { readonly control: 'automatic'; readonly retention: '24h' | undefined }

/** Decides by the model table, and for a model that it does not know by the version in its exact id. */
export function openAiCaching(
  call: Pick<ProviderCall, 'model' | 'prompt' | 'plan' | 'cache'>,
  api: OpenAiApi,
): OpenAiCaching {
  const { plan } = call
  const known = call.cache.model ?? cachingByVersion(call.model, api)
  if (known?.control !== 'breakpoints') {
    const keepsLonger = plan.ttl === '24h' && known?.lifetimes.includes('24h') === true
    return { control: 'automatic', retention: keepsLonger ? '24h' : undefined }
  }
  const offersTwelveHours = api === 'responses' && known.lifetimes.includes('12h')
  const asked = plan.mode === 'none' ? [] : plan.marks
  const marks = placeMarks(call.prompt.prefix, asked, api, (ttl) =>
    offersTwelveHours && ttl === '12h' ? '12h' : '30m',
  )
  const ttls = [...marks.values()]
  return { control: 'breakpoints', marks, ttl: ttls.includes('12h') ? '12h' : ttls[0] }
}

/**
 * Puts each mark on the last block up to it that can hold one. Tools never can, and on Responses an
 * assistant's turn cannot (SDK types: only `input_text` has the field), so there the breakpoint moves back to
 * the turn before.
 */
function placeMarks(
  prefix: readonly PromptBlock[],
  marks: readonly CacheMark[],
  api: OpenAiApi,
  toTtl: (ttl: CacheTtl) => BreakpointTtl,
): Map<number, BreakpointTtl> {
  const placed = new Map<number, BreakpointTtl>()
  for (const { blockIndex, ttl } of marks) {
    const index = prefix.slice(0, blockIndex + 1).findLastIndex((block) => canHold(block, api))
    if (index >= 0 && placed.get(index) !== '12h') placed.set(index, toTtl(ttl))
  }
  return placed
}

function canHold(block: PromptBlock, api: OpenAiApi): boolean {
  if (block.segment === 'tools' || block.text === '') return false
  return api === 'chat' || block.segment !== 'conversation' || block.role === 'user'
}

/** The field at the end of a content part that is marked. */
export function breakpointAt(
  caching: OpenAiCaching,
  blockIndex: number,
): { prompt_cache_breakpoint?: { mode: 'explicit'; ttl?: BreakpointTtl } } {
  const ttl = caching.control === 'breakpoints' ? caching.marks.get(blockIndex) : undefined
  if (ttl === undefined || caching.control !== 'breakpoints') return {}
  return { prompt_cache_breakpoint: ttl === caching.ttl ? { mode: 'explicit' } : { mode: 'explicit', ttl } }
}

/**
 * What an older model is asked to keep for longer; the newer ones take a lifetime in `prompt_cache_options`
 * instead.
 */
export function retentionField(caching: OpenAiCaching): { prompt_cache_retention?: '24h' } {
  return caching.control === 'automatic' && caching.retention !== undefined
    ? { prompt_cache_retention: caching.retention }
    : {}
}
