import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { RunRecord } from '../../../src-shared/savings.ts'
import { RunStore } from '../../metrics/run-store.ts'
import { migrate } from '../migrate.ts'
import { Storage } from '../storage.ts'
import { allMigrations } from './all-migrations.ts'

const noon = new Date(2026, 10, 21, 12).getTime()
const run: RunRecord = {
  id: 'a',
  startedAt: noon,
  commandId: 'fix',
  commandTitle: 'Fix',
  provider: 'anthropic',
  model: 'm',
  practice: false,
  status: 'finished',
  cacheStatus: 'unknown',
  plan: { marks: [], reason: 'r' },
  actualCost: 5,
  latencyMs: 1,
}

test('runs from before were not paid with credits; a run that was keeps them, and 0 credits are not the same as none', () => {
  const database = new Sqlite(':memory:')
  migrate(database, allMigrations.slice(0, 6))
  database
    .prepare(
      "INSERT INTO runs (id, started_at, day, practice, status, command_id, command_title, provider, model, cache_status, plan, actual_cost, latency_ms) VALUES ('a', ?, '2026-11-21', 0, 'finished', 'fix', 'Fix', 'anthropic', 'm', 'unknown', '{\"marks\":[],\"reason\":\"r\"}', 5, 1)",
    )
    .run(noon)
  migrate(database)
  const runs = new RunStore(new Storage(database, 'memory'), () => noon)
  const paid: RunRecord = {
    ...run,
    id: 'b',
    startedAt: noon + 1,
    provider: 'dedicated-api',
    creditsCharged: 3,
    actualCost: 30_000_000,
  }
  runs.record(paid)
  runs.record({ ...paid, id: 'c', startedAt: noon + 2, creditsCharged: 0, actualCost: 0 })
  expect(runs.list('real', 10).map(({ creditsCharged }) => creditsCharged)).toEqual([0, 3, undefined])
  expect(runs.list('real', 10)[2]).toEqual(run)
  database.close()
})
