import type { Kysely, Selectable } from 'kysely'
import type { Account } from '../../src-shared/dedicated-api/account.ts'
import type { Tables, UsersTable } from '../storage/schema.ts'

export type User = Pick<
  Selectable<UsersTable>,
  'id' | 'email' | 'password_hash' | 'role' | 'tier' | 'status' | 'created_at'
>

const columns = ['id', 'email', 'password_hash', 'role', 'tier', 'status', 'created_at'] as const

/** What the auth room reads and writes of the users; balances are the credit room's. */
export interface UserStore {
  byId(id: string): Promise<User | undefined>
  byEmail(email: string): Promise<User | undefined>
  /** False when the address is taken. */
  add(user: User): Promise<boolean>
  /** Replaces the hash if it still is the one that was verified. */
  replaceHash(user: User, hash: string): Promise<boolean>
  /** Replaces the hash, whatever it is; false when there is no such user. */
  setHash(id: string, hash: string): Promise<boolean>
}

export function createUserStore(database: Kysely<Tables>): UserStore {
  return {
    byId: (id) => database.selectFrom('users').select(columns).where('id', '=', id).executeTakeFirst(),
    byEmail: (email) =>
      database.selectFrom('users').select(columns).where('email', '=', email).executeTakeFirst(),
    async add(user) {
      const { numInsertedOrUpdatedRows = 0n } = await database
        .insertInto('users')
        .values({ ...user, balance: 0 })
        .onConflict((conflict) => conflict.column('email').doNothing())
        .executeTakeFirst()
      return numInsertedOrUpdatedRows > 0n
    },
    async replaceHash({ id, password_hash }, hash) {
      const { numUpdatedRows } = await database
        .updateTable('users')
        .set({ password_hash: hash })
        .where('id', '=', id)
        .where('password_hash', '=', password_hash)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },
    async setHash(id, hash) {
      const { numUpdatedRows } = await database
        .updateTable('users')
        .set({ password_hash: hash })
        .where('id', '=', id)
        .executeTakeFirst()
      return numUpdatedRows > 0n
    },
  }
}

export function toAccount({ id, email, role, tier, status, created_at }: User): Account {
  return { id, email, role, tier, status, createdAt: created_at }
}
