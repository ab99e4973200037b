import { Hono } from 'hono'
import type { DedicatedModel } from '../../src-shared/dedicated-api/account.ts'
import type { Model, Rates } from '../../src-shared/pricing/price-table.ts'
import { modelNotFound, type ModelCatalogue, type PricedModel } from '../upstream/model-catalogue.ts'
import { toTokenPrice } from './to-token-price.ts'
import type { Guards, RouteEnv } from './route-env.ts'

export interface ModelsRoutesOptions {
  readonly guards: Guards
  readonly catalogue: Pick<ModelCatalogue, 'list' | 'isAllowed'>
  /** The patterns of the models that a tier may use. */
  readonly tiers: { patternsOf(tier: string): Promise<readonly string[]> | readonly string[] }
  /** What vendors' prices are multiplied by. */
  readonly margin: number
}

/** `GET /v1/models` and `GET /v1/models/:id`: what the caller's tier may use, at the caller's prices. */
export function modelsRoutes({ guards, catalogue, tiers, margin }: ModelsRoutesOptions): Hono<RouteEnv> {
  const routes = new Hono<RouteEnv>()
  const allowed = async (tier: string): Promise<readonly PricedModel[]> => {
    const patterns = await tiers.patternsOf(tier)
    return catalogue
      .list()
      .filter(({ upstream, model }) => catalogue.isAllowed(`${upstream}/${model.id}`, patterns))
  }
  routes.get('/v1/models', guards.signedIn('llm.inference', 'standard'), async (context) => {
    const models = await allowed(context.var.principal.tier)
    return context.json({ object: 'list', data: models.map((priced) => toListedModel(priced, margin)) })
  })
  routes.get('/v1/models/:id{.+}', guards.signedIn('llm.inference', 'standard'), async (context) => {
    const id = context.req.param('id')
    const models = await allowed(context.var.principal.tier)
    const found = models.find(({ upstream, model }) => model.id === id || `${upstream}/${model.id}` === id)
    if (found === undefined) throw modelNotFound(id)
    return context.json(toListedModel(found, margin))
  })
  return routes
}

/**
 * OpenAI's fields, and beside them what a client needs to plan and to show costs. The prices are those of
 * today.
 */
function toListedModel({ upstream, model, price }: PricedModel, margin: number): DedicatedModel {
  const tier = price.tierAbove
  const firstDay = model.prices.map(({ effectiveFrom }) => effectiveFrom).toSorted()[0] ?? price.effectiveFrom
  return {
    id: model.id,
    object: 'model',
    created: Date.parse(firstDay) / 1000,
    owned_by: upstream,
    name: model.name,
    context_length: model.contextTokens,
    max_output_tokens: model.maxOutputTokens,
    pricing: toPricing(price, margin),
    ...(tier === undefined
      ? {}
      : { long_prompt_pricing: { above_prompt_tokens: tier.inputTokens, ...toPricing(tier, margin) } }),
    ...(model.caching === undefined
      ? {}
      : { caching: toCaching(model.caching, model.minimumCacheableTokens) }),
  }
}

/**
 * The price of a write is that of the vendor's standard lifetime; without one, writing costs what input
 * costs.
 */
function toPricing(rates: Rates, margin: number): DedicatedModel['pricing'] {
  const write = rates.cacheWrite5m ?? rates.cacheWrite30m
  return {
    prompt: toTokenPrice(rates.input, margin),
    completion: toTokenPrice(rates.output, margin),
    input_cache_read: toTokenPrice(rates.cacheRead, margin),
    ...(write === undefined ? {} : { input_cache_write: toTokenPrice(write, margin) }),
    ...(rates.cacheWrite1h === undefined
      ? {}
      : { input_cache_write_1h: toTokenPrice(rates.cacheWrite1h, margin) }),
  }
}

/** Chat Completions, which is what the gateway speaks, does not take OpenAI's lifetime of twelve hours. */
function toCaching(
  { control, lifetimes }: NonNullable<Model['caching']>,
  minimum: number | undefined,
): NonNullable<DedicatedModel['caching']> {
  return {
    control,
    lifetimes: lifetimes.filter((ttl) => ttl !== '12h'),
    ...(minimum === undefined ? {} : { minimum_tokens: minimum }),
  }
}
