import type { CachePlan } from '../../src-shared/composed-prompt.ts'
import { findPrice } from '../../src-shared/pricing/find-price.ts'
import type { Price } from '../../src-shared/pricing/price-table.ts'
import { describeCachingChoice } from '../caching/config/describe-caching-choice.ts'
import {
  mergeCachingOverrides,
  resolveCachingConfig,
  type ResolvedCachingConfig,
} from '../caching/config/resolve-caching-config.ts'
import { cacheablePrefix, prefixSums } from '../caching/cacheable-prefix.ts'
import type { LedgerKey, WarmBelief } from '../caching/ledger/ledger-key.ts'
import { planCache, type Warmth } from '../caching/plan-cache.ts'
import { askPlanner } from './ask-planner.ts'
import type { AssistServices } from './assist-services.ts'
import { ledgerKeyOf } from './cache-identity.ts'
import { isoDay, type PreparedRun } from './prepare-run.ts'

/** How a run is cached, with what the decision stands on. */
export interface PlannedRun {
  readonly plan: CachePlan
  readonly key: LedgerKey
  /** What was believed warm when it was planned. */
  readonly belief: WarmBelief
  readonly config: ResolvedCachingConfig
  /** Tokens that the plan could have cached at most; 0 when nothing may be cached. */
  readonly prefixTokens: number
  /** Undefined for a model without a known price. */
  readonly price: Price | undefined
}

/**
 * Decides how a run is cached: configuration, then the vendor's rules, then
 * the planner. Reads the ledger, changes nothing.
 */
export function planRun(services: AssistServices, run: PreparedRun): PlannedRun {
  const { prompt, model, caching } = run
  const key = ledgerKeyOf(run)
  const now = services.now()
  const belief = services.ledger.lookUp(key, prompt, now)
  const config = cachingConfigOf(services, run)
  const price = model === undefined ? undefined : findPrice(model, isoDay(now))
  const plan = planCache({
    prompt,
    caching,
    minimumTokens: model?.minimumCacheableTokens,
    config: config.config,
    policy: run.policy,
    warm: caching.explicit ? objectWarmth(services, run, key, now) : warmthOf(belief),
    choose: (question) => askPlanner(services, run, price, question),
  })
  return {
    plan,
    key,
    belief,
    config,
    price,
    prefixTokens:
      cacheablePrefix(prompt, config.config, model?.minimumCacheableTokens).breakpoints.at(-1)?.tokens ?? 0,
  }
}

/** The line that a run writes to the log: what holds for its model and why. */
export function logCachingChoice(
  services: AssistServices,
  run: PreparedRun,
  { config, plan }: PlannedRun,
): void {
  services.log(describeCachingChoice(config), {
    provider: run.provider.id,
    model: run.modelId,
    plan: plan.mode,
    ttl: plan.ttl ?? null,
    marks: plan.marks.length,
  })
}

function cachingConfigOf(
  { cachingDefaults, settings }: AssistServices,
  { modelId, request }: PreparedRun,
): ResolvedCachingConfig {
  const user = mergeCachingOverrides(settings.get().caching, cachingDefaults.user)
  return resolveCachingConfig({
    model: modelId,
    runInput: request.caching,
    user,
    shipped: cachingDefaults.shipped,
  })
}

/**
 * What a live cache object holds of the prompt: it is read for sure, unlike what a vendor keeps by itself.
 */
function objectWarmth(
  { ledger }: AssistServices,
  { prompt }: PreparedRun,
  key: LedgerKey,
  now: number,
): Warmth | undefined {
  const object = ledger.findCacheObject(key, prompt, now)
  return object === undefined
    ? undefined
    : { tokens: prefixSums(prompt)[object.blocks - 1] ?? 0, ttl: '1h', expiresAt: object.expiresAt }
}

function warmthOf({ warmTokens, ttl, expiresAt }: WarmBelief): Warmth | undefined {
  return warmTokens === 0 || expiresAt === undefined ? undefined : { tokens: warmTokens, ttl, expiresAt }
}
