import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openDatabase } from './open-database.ts'
import { Storage } from './storage.ts'

/** A real database in a folder of its own, for tests. */
export interface TestStorage {
  readonly storage: Storage
  readonly folder: string
  remove(): void
}

/** Opens one; call `remove` at the end. */
export function openTestStorage(): TestStorage {
  const folder = mkdtempSync(join(tmpdir(), 'rephlo-test-'))
  const { database, file } = openDatabase(folder)
  const storage = new Storage(database, file)
  const remove = () => {
    storage.close()
    rmSync(folder, { recursive: true, force: true })
  }
  return { storage, folder, remove }
}
