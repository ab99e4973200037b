import { setImmediate as nextTurn } from 'node:timers/promises'
import { sql, type Kysely } from 'kysely'
import type { Tables } from '../../storage/schema.ts'

/** What calls cost for input. Money is nano-dollars. */
export interface InputMoney {
  /** Calls that a vendor was asked. */
  readonly asked: number
  /** Calls whose input, its cost and its saving are all known; what follows is theirs. */
  readonly priced: number
  readonly inputTokens: number
  readonly inputCost: number
  readonly savedCost: number
  /** What writes cost above plain input. */
  readonly writePremium: number
  /** Calls that wrote, and whose premium is unknown. */
  readonly unknownPremium: number
}

export type ModelMoney = InputMoney & { readonly provider: string; readonly model: string }

const noMoney: InputMoney = {
  asked: 0,
  priced: 0,
  inputTokens: 0,
  inputCost: 0,
  savedCost: 0,
  writePremium: 0,
  unknownPremium: 0,
}
const moneyNames = Object.keys(noMoney) as (keyof InputMoney)[]

export function sumMoney(parts: readonly InputMoney[]): InputMoney {
  return parts.reduce(
    (sum, part) => ({
      ...sum,
      ...Object.fromEntries(moneyNames.map((name) => [name, sum[name] + part[name]])),
    }),
    noMoney,
  )
}

/**
 * Calls that are summed at once: few enough that SQLite, which blocks the process, is done in some
 * milliseconds.
 */
const pieceSize = 4_000

const written = sql`(coalesce(cache_write_5m_tokens, 0) + coalesce(cache_write_1h_tokens,
  0) + coalesce(cache_write_other_tokens, 0))`
const input = sql`(uncached_input_tokens + coalesce(cache_read_tokens, 0) + ${written})`
const cost = sql`(cost_uncached_input + cost_cache_read + cost_cache_write)`
/** A sum with an unknown part is null, and so is this comparison. */
const isPriced = sql`answer_cached = 0 and ${input} > 0 and ${cost} + saved_cost is not null`
/** The input price that the call was charged by: what its input would have cost without caching, by token. */
const premium = sql`(cost_cache_write - ${written} * ((${cost} + saved_cost) / ${input}))`

const sumWhere = (condition: typeof isPriced, value: typeof isPriced) =>
  sql<number>`coalesce(sum(case when ${condition} then ${value} else 0 end), 0)`

/**
 * Sums the calls still in the history by model, `from` included, `to`
 * excluded (epoch milliseconds), piece by piece.
 */
export async function inputMoney(database: Kysely<Tables>, from: number, to: number): Promise<ModelMoney[]> {
  const sums = new Map<string, ModelMoney>()
  for (let start = from; start < to;) {
    const end = await endOfPiece(database, start, to)
    for (const piece of await sumPiece(database, start, end)) {
      const key = JSON.stringify([piece.provider, piece.model])
      const before = sums.get(key)
      sums.set(key, before === undefined ? piece : { ...piece, ...sumMoney([before, piece]) })
    }
    start = end
    await nextTurn()
  }
  return [...sums.values()]
}

/** Calls of one moment are never parted, so a piece may be larger when very many have the same time. */
async function endOfPiece(database: Kysely<Tables>, start: number, to: number): Promise<number> {
  const row = await database
    .selectFrom('usage')
    .select('at')
    .where('at', '>=', start)
    .where('at', '<', to)
    .orderBy('at')
    .offset(pieceSize)
    .limit(1)
    .executeTakeFirst()
  return row === undefined ? to : Math.max(row.at, start + 1)
}

async function sumPiece(database: Kysely<Tables>, start: number, end: number): Promise<ModelMoney[]> {
  return await database
    .selectFrom('usage')
    .select(['provider', 'model'])
    .select([
      sumWhere(sql`answer_cached = 0`, sql`1`).as('asked'),
      sumWhere(isPriced, sql`1`).as('priced'),
      sumWhere(isPriced, input).as('inputTokens'),
      sumWhere(isPriced, cost).as('inputCost'),
      sumWhere(isPriced, sql`saved_cost`).as('savedCost'),
      sumWhere(isPriced, premium).as('writePremium'),
      sumWhere(
        sql`answer_cached = 0 and ${written} > 0 and
          (cost_cache_write is null or saved_cost is null or coalesce(${input}, 0) = 0)`,
        sql`1`,
      ).as('unknownPremium'),
    ])
    .where('at', '>=', start)
    .where('at', '<', end)
    .groupBy(['provider', 'model'])
    .execute()
}
