import type { ChangeUser } from '../../src-shared/dedicated-api/admin.ts'
import type { Storage } from '../storage/storage.ts'

/**
 * One statement that changes a user only while another active admin is left, so that two admins who
 * demote each other at the same moment do not both succeed: PostgreSQL locks the admins' rows, SQLite
 * writes one after the other. False when refused.
 */
export async function changeUser(
  { database, dialect }: Storage,
  id: string,
  change: Omit<ChangeUser, 'password'>,
): Promise<boolean> {
  if (Object.keys(change).length === 0) return true
  if (change.role !== 'user' && change.status !== 'disabled') {
    await database.updateTable('users').set(change).where('id', '=', id).execute()
    return true
  }
  const { numUpdatedRows } = await database
    .with('admins', (query) => {
      const admins = query
        .selectFrom('users')
        .select('id')
        .where('role', '=', 'admin')
        .where('status', '=', 'active')
        .orderBy('id')
      return dialect === 'postgres' ? admins.forUpdate() : admins
    })
    .updateTable('users')
    .set(change)
    .where('id', '=', id)
    .where((is) => is.exists(is.selectFrom('admins').select('admins.id').where('admins.id', '<>', id)))
    .executeTakeFirst()
  return numUpdatedRows === 1n
}
