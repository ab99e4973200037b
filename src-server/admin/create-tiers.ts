import { sql, type ExpressionBuilder, type Kysely } from 'kysely'
import { z } from 'zod'
import type { ChangeTier, CreateTier, Tier } from '../../src-shared/dedicated-api/admin.ts'
import { ApiError } from '../api-error.ts'
import type { Tables, TiersTable } from '../storage/schema.ts'
import type { FreshOptions } from './create-gateway-settings.ts'
import { keepFresh } from './keep-fresh.ts'

/** What members of a tier may do. */
interface TierRules {
  readonly patterns: readonly string[]
  readonly llmPerMinute: number | undefined
}

/** The tiers. Refusals are ApiErrors: 404 `unknown_tier`, 409 `tier_exists` and `tier_in_use`. */
export interface Tiers extends Disposable {
  /**
   * From memory; at most 5 s behind what another instance changed. A tier that does not exist has no models.
   */
  patternsOf(tier: string): readonly string[]
  /** LLM calls a minute; undefined takes the server's limit. */
  limitOf(tier: string): number | undefined
  list(): Promise<Tier[]>
  get(id: string): Promise<Tier>
  create(tier: CreateTier): Promise<Tier>
  change(id: string, tier: ChangeTier): Promise<Tier>
  /** Refused while a user is in it. */
  remove(id: string): Promise<void>
}

const noModels: readonly string[] = []

export async function createTiers({ storage, onError, refreshMs }: FreshOptions): Promise<Tiers> {
  const { database } = storage
  const copy = await keepFresh(async () => await readRules(database), { everyMs: refreshMs, onError })
  const get = async (id: string): Promise<Tier> => {
    const [tier] = await readTiers(database, id)
    if (tier === undefined) throw unknownTier(id)
    return tier
  }
  return {
    patternsOf: (tier) => copy.current().get(tier)?.patterns ?? noModels,
    limitOf: (tier) => copy.current().get(tier)?.llmPerMinute,
    list: async () => await readTiers(database),
    get,
    async create({ id, ...tier }) {
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('tiers')
        .values({ id, ...toColumns(tier) })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirst()
      if (numInsertedOrUpdatedRows !== 1n)
        throw new ApiError(
          409,
          'conflict_error',
          'tier_exists',
          `There is a tier “${id}” already. Change that one, or choose another id.`,
          { param: 'id' },
        )
      await copy.refresh()
      return await get(id)
    },
    async change(id, tier) {
      await database.updateTable('tiers').set(toColumns(tier)).where('id', '=', id).execute()
      await copy.refresh()
      return await get(id)
    },
    async remove(id) {
      await removeUnused(database, id)
      await copy.refresh()
    },
    [Symbol.dispose]: () => copy[Symbol.dispose](),
  }
}

/**
 * One statement looks for members and deletes. Who still comes in between on
 * PostgreSQL has a tier without models until moved.
 */
async function removeUnused(database: Kysely<Tables>, id: string): Promise<void> {
  const member = database.selectFrom('users').select('users.id').where('tier', '=', id)
  const { numDeletedRows } = await database
    .deleteFrom('tiers')
    .where('id', '=', id)
    .where((is) => is.not(is.exists(member)))
    .executeTakeFirst()
  if (numDeletedRows === 1n) return
  const [tier] = await readTiers(database, id)
  if (tier === undefined) throw unknownTier(id)
  throw new ApiError(
    409,
    'conflict_error',
    'tier_in_use',
    `The tier “${id}” has ${tier.users} ${tier.users === 1 ? 'user' : 'users'}. ` +
      'Move them to another tier first.',
  )
}

async function readTiers(database: Kysely<Tables>, id?: string): Promise<Tier[]> {
  const members = (is: ExpressionBuilder<Tables, 'tiers'>) =>
    is
      .selectFrom('users')
      .select(sql<number>`count(*)`.as('count'))
      .whereRef('users.tier', '=', 'tiers.id')
      .as('users')
  const all = database.selectFrom('tiers').selectAll().select(members).orderBy('id')
  const rows = await (id === undefined ? all : all.where('id', '=', id)).execute()
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    models: [...patternsIn(row)],
    llmPerMinute: row.llm_per_minute,
    users: row.users ?? 0,
  }))
}

async function readRules(database: Kysely<Tables>): Promise<ReadonlyMap<string, TierRules>> {
  const rows = await database.selectFrom('tiers').selectAll().execute()
  return new Map(
    rows.map((row) => [row.id, { patterns: patternsIn(row), llmPerMinute: row.llm_per_minute ?? undefined }]),
  )
}

const patternsSchema = z.array(z.string())

function patternsIn({ models }: Pick<TiersTable, 'models'>): readonly string[] {
  return patternsSchema.parse(JSON.parse(models))
}

function toColumns({ name, models, llmPerMinute }: ChangeTier): Omit<TiersTable, 'id'> {
  return { name, models: JSON.stringify(models), llm_per_minute: llmPerMinute ?? null }
}

function unknownTier(id: string): ApiError {
  return new ApiError(404, 'not_found_error', 'unknown_tier', `There is no tier “${id}”.`)
}
