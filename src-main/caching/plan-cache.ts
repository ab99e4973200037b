import type { CachingConfig } from '../../src-shared/caching-config.ts'
import type { CacheMark, CachePlan, ComposedPrompt } from '../../src-shared/composed-prompt.ts'
import type { CachePolicy } from '../../src-shared/entities.ts'
import type { ModelCaching } from '../../src-shared/pricing/price-table.ts'
import { cacheTtls, type CachePlanSummary, type CacheTtl } from '../../src-shared/run-event.ts'
import { cacheablePrefix, type Breakpoint, type CacheablePrefix } from './cacheable-prefix.ts'

/** What the ledger believes to be warm of this prompt. */
export interface Warmth {
  /** Tokens of the longest prefix that is believed warm. */
  readonly tokens: number
  readonly ttl?: CacheTtl
  /** Epoch milliseconds. */
  readonly expiresAt: number
}

/**
 * What the planner is asked: the lifetimes it may choose from, and the size of the prefix that a write would
 * cover.
 */
export interface CacheQuestion {
  readonly lifetimes: readonly CacheTtl[]
  readonly explicit: boolean
  readonly prefixTokens: number
  readonly dynamicTokens: number
  /** Where a breakpoint may stand, in tokens from the start, ascending. */
  readonly breakpoints: readonly number[]
  readonly warm: Warmth | undefined
}

/**
 * What it answers: nothing, reading what is warm alone, or writing up to `tokens` for a
 * lifetime; with its reason in words for a person.
 */
export type CacheChoice =
  | { readonly kind: 'none' | 'read'; readonly reason: string }
  | { readonly kind: 'write'; readonly ttl: CacheTtl; readonly tokens: number; readonly reason: string }

export interface PlanInput {
  readonly prompt: ComposedPrompt
  readonly caching: ModelCaching
  readonly minimumTokens: number | undefined
  readonly config: CachingConfig
  /** How the person wants this Space to be cached. */
  readonly policy: CachePolicy
  readonly warm: Warmth | undefined
  readonly choose: (question: CacheQuestion) => CacheChoice
}

const none = (reason: string): CachePlan => ({ mode: 'none', marks: [], reason })

/**
 * Decides how a prompt is cached: what a person configured comes first, then the vendor's rules, then
 * the planner's choice. No plan breaks a vendor's rules: marks stand at the composer's breakpoints
 * alone, above the model's minimum, long before short.
 */
export function planCache(input: PlanInput): CachePlan {
  const { config, policy, caching, prompt } = input
  if (!config.enabled) return none('Caching is switched off for this model.')
  if (policy === 'off') return none('Caching is switched off for this Space.')
  if (caching.control === 'none')
    return none('This provider is not known to cache, so the full text is sent each time.')
  const prefix = cacheablePrefix(prompt, config, input.minimumTokens)
  if (caching.control === 'automatic') return planAutomatic(input, prefix)
  if (prefix.breakpoints.length === 0) return none(belowMinimum(prefix))
  return toPlan(prefix, input.warm, choose(input, prefix, false))
}

/** The vendor caches by itself; a cache object is made only when the planner finds that it pays. */
function planAutomatic(input: PlanInput, prefix: CacheablePrefix): CachePlan {
  const { caching, prompt } = input
  const isTooSmall = prefix.breakpoints.length === 0
  if (isTooSmall && input.minimumTokens !== undefined) return none(belowMinimum(prefix))
  const wanted = wantedLifetime(input)
  const retention = caching.explicit ? undefined : nearest(caching.lifetimes, wanted ?? '24h')
  const automatic: CachePlan = {
    mode: 'automatic',
    marks: [],
    ...(retention === undefined ? {} : { ttl: retention }),
    reason:
      `The provider caches the reusable part (about ${spoken(prefix.tokens)} tokens) by itself, ` +
      'free of charge.',
  }
  if (!caching.explicit || isTooSmall) return automatic
  const choice = choose(input, prefix, true)
  if (choice.kind === 'none')
    return {
      ...automatic,
      reason:
        `${automatic.reason} A cache object of its own would cost more to store than it would probably ` +
        'save.',
    }
  const ttl = choice.kind === 'write' ? choice.ttl : input.warm?.ttl
  // A cache object is for the whole Space; the turns of one conversation would be of no use to the next run.
  const shared = prefix.breakpoints.findLast(
    ({ blockIndex }) => prompt.prefix[blockIndex]?.segment !== 'conversation',
  )
  return ttl === undefined || shared === undefined
    ? automatic
    : { mode: 'explicit', marks: [{ blockIndex: shared.blockIndex, ttl }], ttl, reason: choice.reason }
}

function choose(input: PlanInput, prefix: CacheablePrefix, explicit: boolean): CacheChoice {
  const { caching, config, prompt, warm } = input
  const wanted = wantedLifetime(input)
  const fixed = wanted === undefined ? undefined : nearest(caching.lifetimes, wanted)
  const isAlways = input.policy !== 'auto' || !config.auto_detect_cacheable
  if (isAlways) {
    const ttl = fixed ?? caching.lifetimes[0]
    if (ttl !== undefined)
      return {
        kind: 'write',
        ttl,
        tokens: prefix.tokens,
        reason:
          `As set, the reusable part (about ${spoken(prefix.tokens)} tokens) ` +
          `is always kept for ${inWords(ttl)}.`,
      }
  }
  return input.choose({
    lifetimes: fixed === undefined ? caching.lifetimes : [fixed],
    explicit,
    prefixTokens: prefix.breakpoints.at(-1)?.tokens ?? 0,
    dynamicTokens: prompt.dynamic.tokens,
    breakpoints: prefix.breakpoints.map(({ tokens }) => tokens),
    warm,
  })
}

/** The Space's own setting is nearer to the run than the model's. */
function wantedLifetime({ policy, config }: PlanInput): CacheTtl | undefined {
  if (policy !== 'auto' && policy !== 'off') return policy
  return config.cache_retention === 'auto' ? undefined : config.cache_retention
}

/** The shortest lifetime on offer that lasts as long as the wanted one, or else the longest. */
function nearest(offered: readonly CacheTtl[], wanted: CacheTtl): CacheTtl | undefined {
  return offered.find((ttl) => cacheTtls.indexOf(ttl) >= cacheTtls.indexOf(wanted)) ?? offered.at(-1)
}

function toPlan(prefix: CacheablePrefix, warm: Warmth | undefined, choice: CacheChoice): CachePlan {
  const { breakpoints } = prefix
  const isWarm = ({ tokens }: Breakpoint): boolean => warm !== undefined && tokens <= warm.tokens
  if (choice.kind !== 'write') {
    const marks = (choice.kind === 'none' ? [] : breakpoints.filter(isWarm)).map(
      ({ blockIndex }): CacheMark => ({ blockIndex, ttl: warm?.ttl ?? '5m' }),
    )
    return marks.length === 0
      ? none(choice.reason)
      : { mode: 'marks', marks, ttl: marks[0]?.ttl, reason: choice.reason }
  }
  // What is warm for longer keeps its lifetime; a vendor wants long lifetimes before short ones.
  const kept =
    warm?.ttl !== undefined && cacheTtls.indexOf(warm.ttl) > cacheTtls.indexOf(choice.ttl)
      ? warm.ttl
      : choice.ttl
  const marks = breakpoints
    .filter(({ tokens }) => tokens <= choice.tokens)
    .map((point): CacheMark => ({ blockIndex: point.blockIndex, ttl: isWarm(point) ? kept : choice.ttl }))
  return marks.length === 0
    ? none(choice.reason)
    : { mode: 'marks', marks, ttl: choice.ttl, reason: choice.reason }
}

/** The plan in the words of the screen and of `--json`. */
export function summarisePlan(plan: CachePlan, prompt: ComposedPrompt): CachePlanSummary {
  const segments = plan.marks.flatMap(({ blockIndex }) => prompt.prefix[blockIndex]?.segment ?? [])
  const marks = segments.filter((segment) => segment !== 'dynamic')
  return { marks, mode: plan.mode, ttl: plan.ttl, reason: plan.reason }
}

const words: Readonly<Record<CacheTtl, string>> = {
  '5m': '5 minutes',
  '30m': '30 minutes',
  '1h': 'an hour',
  '12h': '12 hours',
  '24h': '24 hours',
}

/** A lifetime as a person says it. */
export function inWords(ttl: CacheTtl): string {
  return words[ttl]
}

function belowMinimum({ tokens, minimum, minimumOf }: CacheablePrefix): string {
  if (minimumOf === 'person')
    return (
      `The reusable part (about ${spoken(tokens)} tokens) ` +
      `is below the ${spoken(minimum)} tokens that you set as the least to cache.`
    )
  if (minimumOf === 'guess')
    return (
      `The reusable part (about ${spoken(tokens)} tokens) is below ${spoken(minimum)} tokens; ` +
      'how much this model caches at least is not known.'
    )
  return (
    `The reusable part (about ${spoken(tokens)} tokens) ` +
    `is below the ${spoken(minimum)} tokens that this model caches.`
  )
}

function spoken(count: number): string {
  return count.toLocaleString('en-US')
}
