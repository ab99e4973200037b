import { sql, type RawBuilder } from 'kysely'
import type { HoldsTable } from '../storage/schema.ts'
import type { Storage } from '../storage/storage.ts'

/** A running server process. */
export interface Instance {
  /** New for each start. */
  readonly id: string
  /** Tells machines (or containers) apart whose process ids mean nothing to each other. */
  readonly host: string
  readonly pid: number
}

/** An instance that holds credits or is listed; host and pid are null when it is not listed. */
export interface SeenInstance {
  readonly id: string
  readonly host: string | null
  readonly pid: number | null
  /** Its last heartbeat, and the milliseconds since; null when it is not listed. */
  readonly lastBeatAt: number | null
  readonly silentMs: number | null
}

export interface InstanceList {
  /** Lists this instance, or tells that it is still here. */
  beat(): Promise<void>
  /** All others. */
  others(): Promise<SeenInstance[]>
  holdsOf(instanceId: string): Promise<HoldsTable[]>
  /** Takes an instance off the list unless it has holds, or has been heard of since. */
  strike(instanceId: string, lastBeatAt?: number): Promise<void>
}

export function createInstanceList(
  { database, dialect }: Storage,
  instance: Instance,
  now: () => number,
): InstanceList {
  // Clocks of several machines differ, so where there may be several the database's own clock counts.
  const clock = (): RawBuilder<number> =>
    dialect === 'sqlite'
      ? sql<number>`${now()}`
      : sql<number>`(EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::bigint`
  return {
    async beat() {
      const row = { ...instance, started_at: clock(), heartbeat_at: clock() }
      await database
        .insertInto('instances')
        .values(row)
        .onConflict((conflict) => conflict.column('id').doUpdateSet({ heartbeat_at: clock() }))
        .execute()
    },
    async others() {
      const { rows } = await sql<SeenInstance>`
        SELECT COALESCE(instances.id, holding.instance_id) AS id, host, pid, heartbeat_at AS "lastBeatAt",
          ${clock()} - heartbeat_at AS "silentMs"
        FROM instances FULL JOIN (SELECT DISTINCT instance_id FROM holds) AS holding
          ON holding.instance_id = instances.id`.execute(database)
      return rows.filter(({ id }) => id !== instance.id)
    },
    holdsOf: async (instanceId) =>
      await database
        .selectFrom('holds')
        .selectAll()
        .where('instance_id', '=', instanceId)
        .orderBy('user_id')
        .execute(),
    async strike(instanceId, lastBeatAt = Number.MAX_SAFE_INTEGER) {
      await database
        .deleteFrom('instances')
        .where('id', '=', instanceId)
        .where('heartbeat_at', '<=', lastBeatAt)
        .where((where) =>
          where.not(
            where.exists(
              where.selectFrom('holds').select('request_id').where('instance_id', '=', instanceId),
            ),
          ),
        )
        .execute()
    },
  }
}
