import { ApiError } from '../api-error.ts'
import { openPostgres } from '../storage/open-postgres.ts'
import { openRedis } from '../storage/open-redis.ts'
import { openSqlite } from '../storage/open-sqlite.ts'
import type { SharedMemory, Storage } from '../storage/storage.ts'
import type { PlaceConfig } from './config.ts'
import type { Logger } from './logger.ts'

/** Where the gateway's data lie, open. */
export interface OpenPlace extends AsyncDisposable {
  readonly storage: Storage
  readonly memory: SharedMemory
}

/**
 * Opens the database and, where there is one, Redis. Throws with what to do;
 * addresses are not repeated, they hold passwords.
 */
export async function openPlace(config: PlaceConfig, log?: Logger): Promise<OpenPlace> {
  const storage =
    config.databaseUrl === undefined
      ? await openSqlite(config.dataFolder).catch(refuseFolder(config.dataFolder))
      : await openPostgres(config.databaseUrl).catch(refuse('PostgreSQL', '--database-url'))
  try {
    const memory =
      config.redisUrl === undefined
        ? undefined
        : await openRedis(config.redisUrl, {
            keyPrefix: config.redisPrefix,
            onChange: (isReady) => tell(log, isReady),
          }).catch(refuse('Redis', '--redis-url'))
    const close = async (): Promise<void> => {
      memory?.disconnect()
      await storage[Symbol.asyncDispose]()
    }
    return { storage, memory, [Symbol.asyncDispose]: close }
  } catch (error) {
    await storage[Symbol.asyncDispose]()
    throw error
  }
}

function tell(log: Logger | undefined, isReady: boolean): void {
  if (isReady) log?.info('redis answers')
  else
    log?.warn(
      'redis is away: each instance limits by itself, logins and refreshes wait, answers are not shared',
    )
}

function refuse(what: string, option: string): (cause: unknown) => never {
  return (cause) => {
    if (cause instanceof ApiError) throw cause
    throw new ApiError(
      500,
      'server_error',
      'storage_unavailable',
      `${what} cannot be used (${cause instanceof Error ? cause.message : 'no reason given'}). ` +
        `Check ${option} and that it runs.`,
      { cause },
    )
  }
}

function refuseFolder(folder: string): (cause: unknown) => never {
  return (cause) => {
    if (cause instanceof ApiError) throw cause
    throw new ApiError(
      500,
      'server_error',
      'storage_unavailable',
      `The data folder ${folder} cannot be used ` +
        `(${cause instanceof Error ? cause.message : 'no reason given'}). ` +
        'Make it writable or choose another --data-dir.',
      { cause },
    )
  }
}
