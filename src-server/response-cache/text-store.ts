import { LRUCache } from 'lru-cache'
import type { Redis } from 'ioredis'
import type { SharedMemory } from '../storage/storage.ts'
import { packText, unpackText } from './pack-text.ts'

/** Texts by key, for a while. Losing one is allowed at any time; nothing throws. */
export interface TextStore {
  get(key: string): Promise<string | undefined>
  set(key: string, text: string): Promise<void>
}

export interface TextStoreOptions {
  /** Undefined keeps them in this process. */
  readonly memory: SharedMemory
  /** Keeps the keys of one purpose apart from others in Redis. */
  readonly name: string
  readonly ttlMs: number
  /** Bounds what this process keeps; in Redis only `ttlMs` and `largestTextBytes` bound it. */
  readonly maximumBytes: number
  readonly now?: () => number
}

/** A longer text is not kept. */
export const largestTextBytes = 1_048_576
/** What an entry takes beside its text: key, links and times. */
const overheadBytes = 256

export function createTextStore(options: TextStoreOptions): TextStore {
  return options.memory === undefined ? createLocalStore(options) : createRedisStore(options.memory, options)
}

function createLocalStore({ ttlMs, maximumBytes, now = Date.now }: TextStoreOptions): TextStore {
  // lru-cache takes a start of 0 for none.
  const texts = new LRUCache<string, string>({
    maxSize: maximumBytes,
    ttl: ttlMs,
    ttlResolution: 0,
    perf: { now: () => Math.max(1, now()) },
  })
  return {
    get: (key) => Promise.resolve(texts.get(key)),
    set: (key, text) => {
      const size = sizeOf(text)
      if (size <= largestTextBytes) texts.set(key, text, { size: size + overheadBytes })
      return Promise.resolve()
    },
  }
}

function createRedisStore(memory: Redis, { name, ttlMs }: TextStoreOptions): TextStore {
  return {
    async get(key) {
      const packed = await memory.get(`${name}:${key}`).catch(() => null)
      return packed === null ? undefined : await unpackText(packed)
    },
    async set(key, text) {
      if (sizeOf(text) > largestTextBytes) return
      const packed = await packText(text)
      await memory.set(`${name}:${key}`, packed, 'PX', ttlMs).catch(() => undefined)
    },
  }
}

/** Bytes of a text in memory at most: one a character, or two as soon as one character lies beyond ASCII. */
export function sizeOf(text: string): number {
  return Buffer.byteLength(text) === text.length ? text.length : 2 * text.length
}
