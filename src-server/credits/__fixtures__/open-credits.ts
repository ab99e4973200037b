import { randomUUID } from 'node:crypto'
import type { UsageRecord } from '../../../src-shared/dedicated-api/usage-record.ts'
import { openPostgres } from '../../storage/open-postgres.ts'
import { openSqlite } from '../../storage/open-sqlite.ts'
import { openTestPlace, type TestMode } from '../../storage/open-test-storage.ts'
import type { Storage } from '../../storage/storage.ts'
import { createCreditStore, type CreditStoreOptions } from '../create-credit-store.ts'
import type { CreditStore, HoldRequest } from '../credit-store.ts'

/** Several instances on one database, as if on machines of their own. */
export interface TestCredits extends AsyncDisposable {
  readonly storage: Storage
  readonly stores: readonly [CreditStore, ...CreditStore[]]
  readonly place: Awaited<ReturnType<typeof openTestPlace>>
  /** A user whose credits were granted; resolves to the id. */
  addUser(credits: number): Promise<string>
}

export const testTime = Date.parse('2026-11-21T12:00:00Z')

export async function openCredits(mode: TestMode, count = 1, options: Partial<CreditStoreOptions> = {}): Promise<TestCredits> {
  const place = await openTestPlace(mode)
  const opened: Storage[] = []
  while (opened.length < count) opened.push(await openPlace(place))
  const [storage] = opened
  const [first, ...others] = opened.map((each, index) => createCreditStore({ storage: each, instance: { id: instanceId(index), host: `host-${index}`, pid: process.pid }, now: () => testTime, ...options }))
  if (storage === undefined || first === undefined) throw new RangeError('At least one instance.')
  const stores = [first, ...others] as const
  const close = async (): Promise<void> => {
    for (const store of stores) await store.close()
    for (const each of opened) await each[Symbol.asyncDispose]()
    await place[Symbol.asyncDispose]()
  }
  return { storage, stores, place, addUser: (credits) => addUser(storage, first, credits), [Symbol.asyncDispose]: close }
}

export function instanceId(index: number): string {
  return `instance-${index}`
}

export async function openPlace(place: { readonly databaseUrl: string | undefined; readonly dataFolder: string }): Promise<Storage> {
  return place.databaseUrl === undefined ? await openSqlite(place.dataFolder) : await openPostgres(place.databaseUrl, 10)
}

async function addUser(storage: Storage, store: CreditStore, credits: number): Promise<string> {
  const id = randomUUID()
  await storage.database.insertInto('users').values({ id, email: `${id}@example.com`, password_hash: '-', role: 'user', tier: 'standard', status: 'active', balance: 0, created_at: testTime }).execute()
  if (credits > 0) await store.grant({ userId: id, delta: credits, note: 'test' })
  return id
}

/** The id of a user's request; several tests share a database. */
export function requestOf(userId: string, name: string): string {
  return `${userId}/${name}`
}

export function holdFor(userId: string, name: string, amount: number): HoldRequest {
  return { requestId: requestOf(userId, name), userId, amount, provider: 'anthropic', model: 'claude-haiku-5-5', streamed: true }
}

/** A finished call that used a bit of everything. */
export function recordOf(userId: string, name: string, credits: number, changes: Partial<UsageRecord> = {}): UsageRecord {
  return {
    requestId: requestOf(userId, name),
    userId,
    at: testTime,
    provider: 'anthropic',
    model: 'claude-haiku-5-5',
    status: 'finished',
    streamed: true,
    answerCached: false,
    uncachedInputTokens: 100,
    cacheReadTokens: 2_000,
    cacheWrite5mTokens: 30,
    cacheWrite1hTokens: 0,
    outputTokens: 50,
    credits,
    estimated: false,
    vendorCost: credits * 1_000,
    costBreakdown: { uncachedInput: 1, cacheRead: 2, cacheWrite: 3, output: 4 },
    savedCost: -7,
    breakpoints: 1,
    latencyMs: 12.7,
    firstTokenMs: 3.2,
    ...changes,
  }
}
