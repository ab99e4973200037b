import type { Redis } from 'ioredis'

const commandTimeoutMs = 1_000
const longestReconnectDelayMs = 1_000

/**
 * Connects to Redis. Commands fail at once while it is away, so that every store can fall back on its own rule; it reconnects
 * by itself. `onChange` hears when it goes and comes back.
 */
export async function openRedis(redisUrl: string, options: { readonly keyPrefix?: string; readonly onChange?: (isReady: boolean) => void } = {}): Promise<Redis> {
  const { Redis } = await import('ioredis')
  const redis = new Redis(redisUrl, {
    keyPrefix: options.keyPrefix ?? 'rephlo:',
    lazyConnect: true,
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: commandTimeoutMs,
    retryStrategy: (attempt) => Math.min(attempt * 50, longestReconnectDelayMs),
  })
  redis.on('error', () => undefined)
  redis.on('ready', () => options.onChange?.(true))
  redis.on('close', () => options.onChange?.(false))
  await redis.connect()
  return redis
}
