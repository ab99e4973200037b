import { describe, expect, test } from 'vitest'
import { openTestStorage, testModes, type TestStorage } from '../storage/open-test-storage.ts'
import { changeUser } from './change-user.ts'

async function addAdmins({ storage }: TestStorage, ids: readonly string[]): Promise<void> {
  await storage.database
    .insertInto('users')
    .values(
      ids.map((id) => ({
        id,
        email: `${id}@example.com`,
        password_hash: '-',
        role: 'admin' as const,
        tier: 'standard',
        status: 'active' as const,
        balance: 0,
        created_at: 1,
      })),
    )
    .execute()
}

describe.each(testModes)('%s', (mode) => {
  test.each([{ role: 'user' }, { status: 'disabled' }] as const)(
    'the last active admin stays, whoever else is there: %j',
    async (change) => {
      await using opened = await openTestStorage(mode)
      await addAdmins(opened, ['a', 'b', 'c'])
      await opened.storage.database
        .updateTable('users')
        .set({ status: 'disabled' })
        .where('id', '=', 'c')
        .execute()
      expect(await changeUser(opened.storage, 'a', change)).toBe(true)
      expect(await changeUser(opened.storage, 'b', change)).toBe(false)
      expect(await changeUser(opened.storage, 'b', { tier: 'free', role: 'admin' })).toBe(true)
      expect(
        await opened.storage.database
          .selectFrom('users')
          .select(['role', 'status', 'tier'])
          .where('id', '=', 'b')
          .executeTakeFirst(),
      ).toEqual({ role: 'admin', status: 'active', tier: 'free' })
    },
  )
})

test('a demotion waits for another one that is not committed yet, and sees it', async () => {
  await using opened = await openTestStorage('shared')
  const { storage } = opened
  if (storage.dialect !== 'postgres') throw new TypeError('shared is PostgreSQL')
  await addAdmins(opened, ['a', 'b'])
  const other = await storage.pool.connect()
  try {
    await other.query('BEGIN')
    await other.query(`UPDATE users SET role = 'user' WHERE id = 'b'`)
    const demotion = changeUser(storage, 'a', { role: 'user' })
    await new Promise((resolve) => setTimeout(resolve, 100))
    await other.query('COMMIT')
    expect(await demotion).toBe(false)
  } finally {
    other.release()
  }
})
