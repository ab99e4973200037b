import type { CachingConfig } from '../../src-shared/caching-config.ts'
import type { ComposedPrompt } from '../../src-shared/composed-prompt.ts'

/**
 * Used when a model's minimum is unknown: the largest one of the vendors, so
 * that a mark is set only where it surely counts.
 */
const largestKnownMinimum = 4_096

/** A place where a breakpoint may stand, with the tokens of the prefix that it ends. */
export interface Breakpoint {
  readonly blockIndex: number
  readonly tokens: number
}

/** The part of a prompt that may be cached. `breakpoints` is empty when nothing may. */
export interface CacheablePrefix {
  readonly breakpoints: readonly Breakpoint[]
  /**
   * Tokens up to the last breakpoint that the configuration allows, also when the model caches none of them.
   */
  readonly tokens: number
  /** Below this many tokens, nothing is cached. */
  readonly minimum: number
  /** Whose minimum it is: the model's, the person's own threshold, or a cautious guess. */
  readonly minimumOf: 'model' | 'person' | 'guess'
}

/**
 * Leaves out what the configuration does not want cached, and every breakpoint
 * whose prefix the model would silently not cache.
 */
export function cacheablePrefix(
  prompt: ComposedPrompt,
  config: CachingConfig,
  modelMinimum: number | undefined,
): CacheablePrefix {
  const minimum = Math.max(modelMinimum ?? largestKnownMinimum, config.cache_threshold_tokens)
  const sums = prefixSums(prompt)
  const allowed = prompt.breakpoints
    .filter((index) => isWanted(prompt, index, config))
    .map((blockIndex) => ({ blockIndex, tokens: sums[blockIndex] ?? 0 }))
  return {
    breakpoints: allowed.filter(({ tokens }) => tokens >= minimum),
    tokens: allowed.at(-1)?.tokens ?? 0,
    minimum,
    minimumOf:
      config.cache_threshold_tokens >= minimum ? 'person' : modelMinimum === undefined ? 'guess' : 'model',
  }
}

/** Tokens of the prefix up to and including each block. */
export function prefixSums(prompt: ComposedPrompt): number[] {
  let sum = 0
  return prompt.prefix.map(({ tokens }) => (sum += tokens))
}

/** Each switch is about the breakpoints that end its segments; a prefix always holds what comes before it. */
function isWanted(prompt: ComposedPrompt, index: number, config: CachingConfig): boolean {
  const segment = prompt.prefix[index]?.segment
  return segment === 'tools' || segment === 'system' ? config.cache_system_message : config.cache_user_prefix
}
