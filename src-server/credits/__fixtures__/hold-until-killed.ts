import { hostname } from 'node:os'
import { openPostgres } from '../../storage/open-postgres.ts'
import { openSqlite } from '../../storage/open-sqlite.ts'
import { createCreditStore } from '../create-credit-store.ts'
import { holdFor } from './calls.ts'

/**
 * A gateway that dies in the middle of its calls: holds a credit for each of `count` calls, says so, and waits to be killed.
 * Arguments: data folder, database URL (empty for SQLite), user, count.
 */
const [dataFolder = '', databaseUrl = '', user = '', count = '0'] = process.argv.slice(2)
const storage = databaseUrl === '' ? await openSqlite(dataFolder) : await openPostgres(databaseUrl, 5)
const store = createCreditStore({
  storage,
  instance: { id: `child-${process.pid}`, host: hostname(), pid: process.pid },
  now: Date.now,
})
const names = Array.from({ length: Number(count) }, (_, index) => `call-${index}`)
await Promise.all(names.map((name) => store.hold(holdFor(user, name, 1))))
process.stdout.write('held\n')
setInterval(() => undefined, 1_000)
