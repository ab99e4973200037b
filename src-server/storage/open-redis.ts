import type { Redis } from 'ioredis'

const commandTimeoutMs = 1_000
const longestReconnectDelayMs = 1_000

/**
 * Connects to Redis; throws when it does not answer or refuses. Commands fail at once while it is
 * away, so that every store can fall back on its own rule; it reconnects by itself. `onChange`
 * hears when it goes and comes back, once each time.
 */
export async function openRedis(
  redisUrl: string,
  options: { readonly keyPrefix?: string; readonly onChange?: (isReady: boolean) => void } = {},
): Promise<Redis> {
  const { Redis } = await import('ioredis')
  const redis = new Redis(redisUrl, {
    keyPrefix: options.keyPrefix ?? 'rephlo:',
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: commandTimeoutMs,
    retryStrategy: (attempt) => Math.min(attempt * 50, longestReconnectDelayMs),
  })
  let reason: Error | undefined
  redis.on('error', (error: Error) => (reason = error))
  try {
    await redis.connect()
    // Tells what a server wants that lets everybody connect and nobody ask.
    await redis.ping()
  } catch (error) {
    // Or it would go on trying, and keep the process alive.
    redis.disconnect()
    throw reason ?? error
  }
  tellChanges(redis, options.onChange)
  return redis
}

/** Each failed try to reconnect is a `close` as well. */
function tellChanges(redis: Redis, onChange: (isReady: boolean) => void = () => undefined): void {
  let isReady = true
  const tell = (now: boolean): void => {
    if (now !== isReady) onChange(now)
    isReady = now
  }
  redis.on('ready', () => tell(true)).on('close', () => tell(false))
}
