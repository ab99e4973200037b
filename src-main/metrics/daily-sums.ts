import { z } from 'zod'
import {
  missCountSchema,
  savingsDaySchema,
  savingsTotalsSchema,
  spaceSavingsSchema,
  type MissCount,
  type SavingsDay,
  type SavingsTotals,
  type SpaceSavings,
} from '../../src-shared/savings.ts'
import type { MissReason } from '../../src-shared/cache-miss.ts'
import type { Storage } from '../storage/storage.ts'
import { totalColumns } from './run-totals.ts'

/** A day (ISO date, local time) of real or practice runs (1 for practice). */
export interface DayKey {
  readonly practice: number
  readonly day: string
}

interface SpaceName {
  readonly spaceId?: string
  readonly spaceName?: string
}

const spaceColumns = {
  runs: 'runs',
  cacheReadTokens: 'cache_read_tokens',
  inputTokens: 'input_tokens',
  savedCost: 'saved_cost',
  unknownSavingRuns: 'unknown_saving_runs',
  upkeepCost: 'upkeep_cost',
  unknownUpkeep: 'unknown_upkeep',
  netSavedCost: 'net_saved_cost',
} as const satisfies Partial<Record<keyof SavingsTotals, string>>

const columns = Object.values(totalColumns)
const addToDay = `INSERT INTO daily_rollups (practice, day, ${columns.join(', ')})
  VALUES (:practice, :day, ${parameters(columns)})
  ON CONFLICT (practice, day) DO UPDATE SET ${adding(columns)}`
const addToSpace = `INSERT INTO daily_spaces (practice, day, space_key, space_id, name,
  ${Object.values(spaceColumns).join(', ')})
  VALUES (:practice, :day, :space_key, :space_id, :name, ${parameters(Object.values(spaceColumns))})
  ON CONFLICT (practice, day, space_key) DO UPDATE SET name = excluded.name,
    ${adding(Object.values(spaceColumns))}`
const addToReason = `INSERT INTO daily_miss_reasons (practice, day, reason, runs)
  VALUES (:practice, :day, :reason, 1)
  ON CONFLICT (practice, day, reason) DO UPDATE SET runs = runs + 1`
const inRange = 'WHERE practice = :practice AND day >= :day'

/**
 * The sums by day, by reason and by Space, so that no question scans the runs. Every `add` belongs into the
 * transaction that writes what it counts; every question takes the first day of a range.
 */
export class DailySums {
  readonly #storage: Storage

  constructor(storage: Storage) {
    this.#storage = storage
  }

  add(key: DayKey, totals: SavingsTotals, space: SpaceName, missReason?: MissReason): void {
    this.#storage.run(addToDay, { ...key, ...rowOf(totals, totalColumns) })
    if (missReason !== undefined) this.#storage.run(addToReason, { ...key, reason: missReason })
    if (space.spaceName === undefined) return
    const spaceKey = space.spaceId === undefined ? `name:${space.spaceName}` : `id:${space.spaceId}`
    this.#storage.run(addToSpace, {
      ...key,
      ...rowOf(totals, spaceColumns),
      space_key: spaceKey,
      space_id: space.spaceId ?? null,
      name: space.spaceName,
    })
  }

  totals(from: DayKey): SavingsTotals {
    return savingsTotalsSchema.parse(
      this.#storage.get(`SELECT ${sums(totalColumns)} FROM daily_rollups ${inRange}`, { ...from }),
    )
  }

  days(from: DayKey): SavingsDay[] {
    return z
      .array(savingsDaySchema)
      .parse(
        this.#storage.all(
          `SELECT day, ${sums(totalColumns)} FROM daily_rollups ${inRange} GROUP BY day ORDER BY day`,
          { ...from },
        ),
      )
  }

  missReasons(from: DayKey): MissCount[] {
    const rows = this.#storage.all(
      `SELECT reason, sum(runs) AS runs FROM daily_miss_reasons ${inRange} GROUP BY reason ` +
        'ORDER BY 2 DESC, reason',
      { ...from },
    )
    return z.array(missCountSchema).parse(rows)
  }

  spaces(from: DayKey): SpaceSavings[] {
    // With one max() SQLite takes the other columns from that row, so a renamed Space has its latest name.
    const rows = this.#storage.all(
      `SELECT space_id, name, max(day), ${sums(spaceColumns)} FROM daily_spaces ${inRange} ` +
        'GROUP BY space_key ORDER BY sum(net_saved_cost) DESC, space_key',
      { ...from },
    )
    return rows.map((row) => spaceSavingsSchema.parse({ ...row, spaceId: row.space_id ?? undefined }))
  }
}

function rowOf(
  totals: SavingsTotals,
  names: Partial<Record<keyof SavingsTotals, string>>,
): Record<string, number> {
  return Object.fromEntries(
    Object.entries(names).map(([name, column]) => [column, totals[name as keyof SavingsTotals]]),
  )
}

function parameters(names: readonly string[]): string {
  return names.map((name) => `:${name}`).join(', ')
}

function adding(names: readonly string[]): string {
  return names.map((name) => `${name} = ${name} + excluded.${name}`).join(', ')
}

function sums(names: Partial<Record<keyof SavingsTotals, string>>): string {
  return Object.entries(names)
    .map(([name, column]) => `coalesce(sum(${column}), 0) AS ${name}`)
    .join(', ')
}
