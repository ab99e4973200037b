import { LabRefusal } from '../lab-protocol.ts'

/** A cache object. Times are epoch milliseconds. Its texts are not kept: the lab needs their tokens only. */
export interface HeldCache {
  readonly name: string
  readonly workspace: string
  readonly model: string
  readonly displayName: string | undefined
  readonly tokens: number
  readonly createdAt: number
  readonly updatedAt: number
  readonly expiresAt: number
}

export interface ExplicitCacheStore {
  add(cache: Omit<HeldCache, 'name' | 'createdAt' | 'updatedAt'>): HeldCache
  /** Throws a LabRefusal 403 for one that is unknown, expired, or another project's, as Google does not tell these apart. */
  get(workspace: string, name: string): HeldCache
  list(workspace: string): HeldCache[]
  update(cache: HeldCache, expiresAt: number): HeldCache
  remove(cache: HeldCache): void
}

export function createExplicitCacheStore(now: () => number): ExplicitCacheStore {
  const caches = new Map<string, HeldCache>()
  let count = 0
  const live = (workspace: string): HeldCache[] =>
    [...caches.values()].filter((cache) => cache.workspace === workspace && cache.expiresAt > now())
  const put = (cache: HeldCache): HeldCache => {
    caches.set(cache.name, cache)
    return cache
  }
  return {
    add(cache) {
      count += 1
      return put({
        ...cache,
        name: `cachedContents/lab${String(count).padStart(6, '0')}`,
        createdAt: now(),
        updatedAt: now(),
      })
    },
    get(workspace, name) {
      const cache = live(workspace).find((candidate) => candidate.name === name)
      if (cache === undefined) throw new LabRefusal(403, 'CachedContent not found (or permission denied)')
      return cache
    },
    list: live,
    update: (cache, expiresAt) => put({ ...cache, expiresAt, updatedAt: now() }),
    remove: (cache) => caches.delete(cache.name),
  }
}
