import { randomUUID } from 'node:crypto'
import { expect, vi } from 'vitest'
import { openPostgres } from '../../storage/open-postgres.ts'
import { openSqlite } from '../../storage/open-sqlite.ts'
import { openTestPlace, type TestMode, type TestPlace } from '../../storage/open-test-storage.ts'
import type { Storage } from '../../storage/storage.ts'
import { createCreditStore, type CreditStoreOptions } from '../create-credit-store.ts'
import type { CreditStore } from '../credit-store.ts'
import { testTime } from './calls.ts'

/** Several instances on one database, as if on machines of their own. */
export interface TestCredits extends AsyncDisposable {
  readonly storage: Storage
  readonly stores: readonly [CreditStore, ...CreditStore[]]
  readonly place: TestPlace
  /** A user whose credits were granted; resolves to the id. */
  addUser(credits: number): Promise<string>
}

export async function openCredits(
  mode: TestMode,
  count = 1,
  options: Partial<CreditStoreOptions> = {},
): Promise<TestCredits> {
  const place = await openTestPlace(mode)
  const opened: Storage[] = []
  while (opened.length < count) opened.push(await openPlace(place))
  const [storage] = opened
  const [first, ...others] = opened.map((each, index) =>
    createCreditStore({
      storage: each,
      instance: { id: instanceId(index), host: `host-${index}`, pid: process.pid },
      now: () => testTime,
      ...options,
    }),
  )
  if (storage === undefined || first === undefined) throw new RangeError('At least one instance.')
  const stores = [first, ...others] as const
  await untilLookedAround(storage, stores)
  const close = async (): Promise<void> => {
    for (const store of stores) await store.close()
    for (const each of opened) await each[Symbol.asyncDispose]()
    await place[Symbol.asyncDispose]()
  }
  return {
    storage,
    stores,
    place,
    addUser: (credits) => addUser(storage, first, credits),
    [Symbol.asyncDispose]: close,
  }
}

/** The look that each instance takes at its start would otherwise free, now and then, what a test means to be freed later. */
async function untilLookedAround(storage: Storage, stores: readonly CreditStore[]): Promise<void> {
  await vi.waitFor(
    async () =>
      expect(await storage.database.selectFrom('instances').select('id').execute()).toHaveLength(
        stores.length,
      ),
    { timeout: 120_000 },
  )
  for (const store of stores) await store.recover()
}

export function instanceId(index: number): string {
  return `instance-${index}`
}

async function openPlace(place: TestPlace): Promise<Storage> {
  return place.databaseUrl === undefined
    ? await openSqlite(place.dataFolder)
    : await openPostgres(place.databaseUrl, 10)
}

async function addUser(storage: Storage, store: CreditStore, credits: number): Promise<string> {
  const id = randomUUID()
  await storage.database
    .insertInto('users')
    .values({
      id,
      email: `${id}@example.com`,
      password_hash: '-',
      role: 'user',
      tier: 'standard',
      status: 'active',
      balance: 0,
      created_at: testTime,
    })
    .execute()
  if (credits > 0) await store.grant({ userId: id, delta: credits, note: 'test' })
  return id
}
