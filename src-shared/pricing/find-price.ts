import type { Model, ModelTable, Price, Rates } from './price-table.ts'

/**
 * The model with exactly this id, or undefined: a neighbour's price would be a wrong number, not an estimate.
 */
export function findModel(table: ModelTable, provider: string, modelId: string): Model | undefined {
  return table[provider]?.models.find((model) => model.id === modelId)
}

/** The price in force on a day (ISO date, UTC): the latest entry that is effective by then. */
export function findPrice(model: Model, day: string): Price | undefined {
  const inForce = model.prices.filter((price) => price.effectiveFrom <= day)
  return inForce.reduce<Price | undefined>(
    (latest, price) => (latest === undefined || price.effectiveFrom > latest.effectiveFrom ? price : latest),
    undefined,
  )
}

/** The rates for a request with this much input in all (tokens), the long-prompt tier included. */
export function ratesFor(price: Price, inputTokens: number): Rates {
  return price.tierAbove !== undefined && inputTokens > price.tierAbove.inputTokens ? price.tierAbove : price
}
