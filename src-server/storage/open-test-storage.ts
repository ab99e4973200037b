import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { inject } from 'vitest'
import { openPostgres } from './open-postgres.ts'
import { openRedis } from './open-redis.ts'
import { openSqlite } from './open-sqlite.ts'
import type { SharedMemory, Storage } from './storage.ts'

/** The two ways to run the gateway; every test of stored things loops over both. */
export const testModes = ['embedded', 'shared'] as const
export type TestMode = (typeof testModes)[number]

/** Where a gateway's data lie, so that a test can start several instances on them. */
export interface TestPlace extends AsyncDisposable {
  readonly mode: TestMode
  readonly dataFolder: string
  readonly databaseUrl: string | undefined
  readonly redisUrl: string | undefined
  /** Keeps tests apart in the Redis that they share. */
  readonly keyPrefix: string
}

/**
 * A new, empty place: a data folder, and for `shared` a PostgreSQL database with the newest schema and a
 * namespace in Redis.
 */
export async function openTestPlace(mode: TestMode): Promise<TestPlace> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'rephlo-gateway-'))
  const name = `test_${randomBytes(8).toString('hex')}`
  const removeFolder = (): void => rmSync(dataFolder, { recursive: true, force: true })
  const common = { mode, dataFolder, keyPrefix: `${name}:` }
  if (mode === 'embedded')
    return {
      ...common,
      databaseUrl: undefined,
      redisUrl: undefined,
      [Symbol.asyncDispose]: async () => {
        await Promise.resolve()
        removeFolder()
      },
    }
  const postgresUrl = inject('postgresUrl')
  await administer(postgresUrl, `CREATE DATABASE ${name} TEMPLATE template_rephlo`)
  const close = async (): Promise<void> => {
    removeFolder()
    await administer(postgresUrl, `DROP DATABASE ${name} WITH (FORCE)`)
  }
  return {
    ...common,
    databaseUrl: postgresUrl.replace(/\/postgres$/, `/${name}`),
    redisUrl: inject('redisUrl'),
    [Symbol.asyncDispose]: close,
  }
}

export interface TestStorage extends AsyncDisposable {
  readonly place: TestPlace
  readonly storage: Storage
  readonly memory: SharedMemory
}

/** An open database with the newest schema, and in shared mode a Redis. */
export async function openTestStorage(mode: TestMode): Promise<TestStorage> {
  const place = await openTestPlace(mode)
  const storage =
    place.databaseUrl === undefined
      ? await openSqlite(place.dataFolder)
      : await openPostgres(place.databaseUrl, 10)
  const memory =
    place.redisUrl === undefined ? undefined : await openRedis(place.redisUrl, { keyPrefix: place.keyPrefix })
  const close = async (): Promise<void> => {
    memory?.disconnect()
    await storage[Symbol.asyncDispose]()
    await place[Symbol.asyncDispose]()
  }
  return { place, storage, memory, [Symbol.asyncDispose]: close }
}

async function administer(url: string, statement: string): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}
