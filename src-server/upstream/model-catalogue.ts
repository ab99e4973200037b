import { findPrice } from '../../src-shared/pricing/find-price.ts'
import type { Model, ModelTable, Price } from '../../src-shared/pricing/price-table.ts'
import { ApiError } from '../api-error.ts'
import { createPatternMatcher } from './create-pattern-matcher.ts'
import { upstreamIds, type UpstreamId } from './upstream.ts'

/** A model that can be called: who serves it, and the price in force today (UTC). */
export interface PricedModel {
  readonly upstream: UpstreamId
  readonly model: Model
  readonly price: Price
}

export interface ModelCatalogue {
  /**
   * The model with this exact id, or `vendor/id`. Throws ApiError: 404
   * `model_not_found`, 503 `provider_not_configured`, and 503 `model_without_price`,
   * for what cannot be priced is never waved through.
   */
  resolve(id: string): PricedModel
  /** Every model that `resolve` gives, in the table's order. */
  list(): readonly PricedModel[]
  /** Whether one of the patterns fits the model's id or `vendor/id`. */
  isAllowed(id: string, patterns: readonly string[]): boolean
}

export interface CatalogueOptions {
  readonly table: ModelTable
  /** The vendors that the operator has given a key for. */
  readonly configured: ReadonlySet<UpstreamId>
  /** Epoch milliseconds. */
  readonly now: () => number
}

/** What one day's prices make of the table. */
interface Day {
  readonly number: number
  readonly models: ReadonlyMap<string, Entry>
  readonly priced: readonly PricedModel[]
}

type Entry = Omit<PricedModel, 'price'> & { readonly price: Price | undefined }

const dayMs = 86_400_000
const longestEcho = 100

/** Clients of the vendors' SDKs try a 503 again by themselves; this one stays until the operator acts. */
const noRetry = { 'x-should-retry': 'false' }

/**
 * Knows which model goes to which vendor at which price. Prices change with
 * the day (UTC), so it looks them up once a day.
 */
export function createModelCatalogue({ table, configured, now }: CatalogueOptions): ModelCatalogue {
  const matches = createPatternMatcher()
  let today: Day | undefined
  const current = (): Day => {
    const number = Math.floor(now() / dayMs)
    if (today?.number !== number) today = toDay(table, configured, number)
    return today
  }
  return {
    resolve(id) {
      const entry = current().models.get(id)
      if (entry === undefined) throw modelNotFound(id)
      return usable(entry, configured)
    },
    list: () => current().priced,
    isAllowed(id, patterns) {
      const entry = current().models.get(id)
      const full = entry === undefined ? id : `${entry.upstream}/${entry.model.id}`
      const bare = entry?.model.id ?? id
      return patterns.some((pattern) => matches(bare, pattern) || matches(full, pattern))
    },
  }
}

/** The refusal of a model that does not exist, or that must look so; in OpenAI's words, with what to do. */
export function modelNotFound(id: string): ApiError {
  const shown = id.length > longestEcho ? `${id.slice(0, longestEcho)}…` : id
  return new ApiError(
    404,
    'invalid_request_error',
    'model_not_found',
    `The model \`${shown}\` does not exist or you do not have access to it. ` +
      'GET /v1/models lists the models that you can use.',
    { param: 'model' },
  )
}

function usable(entry: Entry, configured: ReadonlySet<UpstreamId>): PricedModel {
  const { upstream, model } = entry
  if (!configured.has(upstream)) {
    throw new ApiError(
      503,
      'server_error',
      'provider_not_configured',
      `This gateway has no key for ${upstream}, which serves ${model.id}. Choose another model, ` +
        'or ask the operator to add a key.',
      { param: 'model', headers: noRetry },
    )
  }
  if (!isPriced(entry)) {
    throw new ApiError(
      503,
      'server_error',
      'model_without_price',
      `This gateway knows no price for ${model.id}, so the call cannot be charged. ` +
        'Choose another model, or ask the operator to add its price to models.json.',
      { param: 'model', headers: noRetry },
    )
  }
  return entry
}

function isPriced(entry: Entry): entry is PricedModel {
  return entry.price !== undefined
}

function toDay(table: ModelTable, configured: ReadonlySet<UpstreamId>, number: number): Day {
  const day = new Date(number * dayMs).toISOString().slice(0, 10)
  const entries = upstreamIds.flatMap((upstream) =>
    (table[upstream]?.models ?? []).map((model): Entry => ({
      upstream,
      model,
      price: findPrice(model, day),
    })),
  )
  const isConfigured = ({ upstream }: Entry): boolean => configured.has(upstream)
  const models = new Map<string, Entry>()
  // Where two vendors have the same id, the bare one means the first that can be called.
  for (const entry of [...entries.filter(isConfigured), ...entries])
    if (!models.has(entry.model.id)) models.set(entry.model.id, entry)
  for (const entry of entries) models.set(`${entry.upstream}/${entry.model.id}`, entry)
  return { number, models, priced: entries.filter(isPriced).filter(isConfigured) }
}
