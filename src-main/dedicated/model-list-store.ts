import { z } from 'zod'
import { modelSchema, type Model } from '../../src-shared/pricing/price-table.ts'
import type { Storage } from '../storage/storage.ts'

/** What a server offers, as it told last. */
export interface ModelList {
  /** Epoch milliseconds. */
  readonly fetchedAt: number
  /** Absent when it was not told. */
  readonly creditsPerDollar?: number
  readonly models: readonly Model[]
}

const row = z.object({
  fetched_at: z.number(),
  credits_per_dollar: z.number().nullable(),
  models: z.string(),
})

/** The models and prices of servers, kept so that runs can be planned without asking first. */
export class ModelListStore {
  readonly #storage: Storage
  readonly #known = new Map<string, ModelList | undefined>()

  constructor(storage: Storage) {
    this.#storage = storage
  }

  /** Undefined for a server that was never asked, and for what a newer program wrote differently. */
  get(server: string): ModelList | undefined {
    if (!this.#known.has(server)) this.#known.set(server, this.#read(server))
    return this.#known.get(server)
  }

  save(server: string, list: ModelList): void {
    this.#storage.run(
      `INSERT INTO dedicated_models (server, fetched_at, credits_per_dollar, models)
        VALUES (:server, :fetchedAt, :creditsPerDollar, :models)
        ON CONFLICT (server) DO UPDATE SET fetched_at = excluded.fetched_at,
          credits_per_dollar = excluded.credits_per_dollar, models = excluded.models`,
      {
        server,
        fetchedAt: list.fetchedAt,
        creditsPerDollar: list.creditsPerDollar ?? null,
        models: JSON.stringify(list.models),
      },
    )
    this.#known.set(server, list)
  }

  #read(server: string): ModelList | undefined {
    const found = this.#storage.get(
      'SELECT fetched_at, credits_per_dollar, models FROM dedicated_models WHERE server = :server',
      { server },
    )
    if (found === undefined) return undefined
    const { fetched_at: fetchedAt, credits_per_dollar: creditsPerDollar, models } = row.parse(found)
    const parsed = z.array(modelSchema).safeParse(JSON.parse(models))
    return parsed.success
      ? { fetchedAt, creditsPerDollar: creditsPerDollar ?? undefined, models: parsed.data }
      : undefined
  }
}
