import { Socket } from 'node:net'
import { Kysely, PostgresDialect } from 'kysely'
import { migrate } from './migrate.ts'
import type { Tables } from './schema.ts'
import type { PostgresStorage } from './storage.ts'

const connectTimeoutMs = 5_000
const statementTimeoutMs = 15_000
/**
 * Longer than any statement: whoever says nothing for so long is gone, and TCP
 * itself would take a quarter of an hour to notice.
 */
const longestSilenceMs = 20_000

/**
 * Connects to PostgreSQL and brings the schema up to date. Sums and 64-bit integers
 * come as numbers, which hold all that occurs here.
 */
export async function openPostgres(
  databaseUrl: string,
  connections = 20,
  silenceMs = longestSilenceMs,
): Promise<PostgresStorage> {
  const { default: pg } = await import('pg')
  const types = new pg.TypeOverrides()
  for (const type of [pg.types.builtins.INT8, pg.types.builtins.NUMERIC]) types.setTypeParser(type, Number)
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: connections,
    connectionTimeoutMillis: connectTimeoutMs,
    statement_timeout: statementTimeoutMs,
    types,
    stream: () => openSocket(silenceMs),
  })
  // A connection that breaks while idle is replaced when the next one is needed.
  pool.on('error', () => undefined)
  // One that breaks while it is used tells its statement, and besides everybody, which would end the process.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const database = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
  const close = async (): Promise<void> => await database.destroy()
  try {
    await migrate(database, 'postgres')
  } catch (error) {
    await close()
    throw error
  }
  return { dialect: 'postgres', database, pool, [Symbol.asyncDispose]: close }
}

function openSocket(silenceMs: number): Socket {
  const socket = new Socket()
  return socket.setTimeout(silenceMs, () =>
    socket.destroy(new Error('The database has said nothing for too long')),
  )
}
