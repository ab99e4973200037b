import Database from 'better-sqlite3'
import { join } from 'node:path'

/** Puts users into the gateway's database while it runs: hashing a password for each would take the test a minute. They cannot log in. */
export function addManyUsers(dataFolder: string, emails: readonly string[]): void {
  const database = new Database(join(dataFolder, 'gateway.sqlite'))
  const insert = database.prepare(
    "INSERT INTO users (id, email, password_hash, role, tier, status, balance, created_at) VALUES (?, ?, '-', 'user', 'standard', 'active', 0, 0)",
  )
  database.transaction(() => emails.forEach((email) => insert.run(email, email)))()
  database.close()
}
