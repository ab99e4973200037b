import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely'
import type { IdempotencyTable, Tables } from '../storage/schema.ts'

/** A user's key, and the request that runs under it. */
export interface KeyedRequest {
  readonly userId: string
  readonly key: string
  readonly requestId: string
}

export interface ClaimedRequest extends KeyedRequest {
  readonly bodyHash: string
}

/** What is known of the request under a key; `completed` also when its process died after it was charged. */
export interface KeyedRow {
  readonly bodyHash: string
  readonly requestId: string
  readonly state: 'running' | 'completed'
  /** False while the process that completed it may still be about to say so. */
  readonly isSaid: boolean
}

export interface RowTimes {
  readonly now: number
  readonly expiresAt: number
}

type Builder = ExpressionBuilder<Tables, 'idempotency'>

/**
 * From the claim of a key to the hold of credits; a request that has neither a hold nor a history after it is
 * dead. Waiting for credits that other calls hold takes ten seconds at most.
 */
const longestBeginMs = 30_000

/**
 * The table of idempotency keys. Each method is one statement, which both dialects run
 * alike and which is safe over several instances.
 */
export class IdempotencyRows {
  readonly #database: Kysely<Tables>

  constructor(database: Kysely<Tables>) {
    this.#database = database
  }

  /**
   * Takes a key that is new, has expired, or whose request came to nothing. False when another request has
   * it.
   */
  async claim(
    { userId, key, bodyHash, requestId }: ClaimedRequest,
    { now, expiresAt }: RowTimes,
  ): Promise<boolean> {
    const row: IdempotencyTable = {
      user_id: userId,
      key,
      body_hash: bodyHash,
      request_id: requestId,
      state: 'running',
      created_at: now,
      expires_at: expiresAt,
    }
    const taken = await this.#database
      .insertInto('idempotency')
      .values(row)
      .onConflict((conflict) =>
        conflict
          .columns(['user_id', 'key'])
          .doUpdateSet({ ...row })
          .where((builder) => isFree(builder, now)),
      )
      .returning('request_id')
      .executeTakeFirst()
    return taken !== undefined
  }

  async find({ userId, key }: Pick<KeyedRequest, 'userId' | 'key'>): Promise<KeyedRow | undefined> {
    const row = await this.#database
      .selectFrom('idempotency')
      .select((builder) => ['body_hash', 'request_id', 'state', wasCharged(builder).as('charged')])
      .where('user_id', '=', userId)
      .where('key', '=', key)
      .executeTakeFirst()
    if (row === undefined) return undefined
    const isSaid = row.state === 'done'
    return {
      bodyHash: row.body_hash,
      requestId: row.request_id,
      state: isSaid || Boolean(row.charged) ? 'completed' : 'running',
      isSaid,
    }
  }

  async finish({ userId, key, requestId }: KeyedRequest, expiresAt: number): Promise<void> {
    await this.#database
      .updateTable('idempotency')
      .set({ state: 'done', expires_at: expiresAt })
      .where('user_id', '=', userId)
      .where('key', '=', key)
      .where('request_id', '=', requestId)
      .execute()
  }

  /** Frees the key unless the request was charged, or still may be. */
  async fail({ userId, key, requestId }: KeyedRequest): Promise<void> {
    await this.#database
      .deleteFrom('idempotency')
      .where('user_id', '=', userId)
      .where('key', '=', key)
      .where('request_id', '=', requestId)
      .where((builder) => builder.not(builder.or([hasHold(builder), wasCharged(builder)])))
      .execute()
  }

  /** Resolves to the number of rows that had expired. */
  async purge(now: number): Promise<number> {
    const { numDeletedRows } = await this.#database
      .deleteFrom('idempotency')
      .where('expires_at', '<=', now)
      .where((builder) => builder.not(hasHold(builder)))
      .executeTakeFirst()
    return Number(numDeletedRows)
  }
}

/** Expired, or: running in name, but its credits are not held any more and nothing was charged. */
function isFree(builder: Builder, now: number): Expression<SqlBool> {
  const isOver = builder.or([
    hasHistory(builder),
    builder('idempotency.created_at', '<=', now - longestBeginMs),
  ])
  const isDead = builder.and([
    builder('idempotency.state', '=', 'running'),
    builder.not(wasCharged(builder)),
    isOver,
  ])
  return builder.and([
    builder.not(hasHold(builder)),
    builder.or([builder('idempotency.expires_at', '<=', now), isDead]),
  ])
}

function hasHold(builder: Builder) {
  return builder.exists(
    builder
      .selectFrom('holds')
      .select('holds.request_id')
      .whereRef('holds.request_id', '=', 'idempotency.request_id'),
  )
}

function hasHistory(builder: Builder) {
  return builder.exists(
    builder
      .selectFrom('usage')
      .select('usage.request_id')
      .whereRef('usage.request_id', '=', 'idempotency.request_id'),
  )
}

/** Or finished, which an answer from the cache does free of charge. */
function wasCharged(builder: Builder) {
  const history = builder
    .selectFrom('usage')
    .select('usage.request_id')
    .whereRef('usage.request_id', '=', 'idempotency.request_id')
  return builder.exists(
    history.where((usage) =>
      usage.or([usage('usage.status', '=', 'finished'), usage('usage.credits', '>', 0)]),
    ),
  )
}
