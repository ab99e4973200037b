import Sqlite from 'better-sqlite3'
import { expect, test } from 'vitest'
import type { RunRecord } from '../../../src-shared/savings.ts'
import { RunStore } from '../../metrics/run-store.ts'
import { noTotals, totalsOfRun } from '../../metrics/run-totals.ts'
import { migrate } from '../migrate.ts'
import { Storage } from '../storage.ts'
import { allMigrations } from './all-migrations.ts'

const noon = new Date(2026, 10, 21, 12).getTime()
const oldColumns = [
  'id',
  'started_at',
  'day',
  'practice',
  'status',
  'command_id',
  'command_title',
  'space_id',
  'space_name',
  'provider',
  'model',
  'error_code',
  'uncached_input_tokens',
  'cache_read_tokens',
  'cache_write_5m_tokens',
  'cache_status',
  'plan',
  'saved_cost',
  'latency_ms',
]
const oldRuns = [
  ['a', 's1', 'One', 'finished', null, 100, 900, 0, 700],
  ['b', 's1', 'One', 'finished', null, 100, 0, 900, -225],
  ['c', 's1', 'One', 'failed', 'invalid_key', null, null, null, null],
  ['d', null, 'Loose', 'failed', 'timeout', null, null, null, null],
  ['e', null, null, 'finished', null, 50, null, null, null],
] as const

/** A database as the third schema left it, with runs and their sums. */
function oldDatabase() {
  const database = new Sqlite(':memory:')
  migrate(database, allMigrations.slice(0, 3))
  const insert = database.prepare(
    `INSERT INTO runs (${oldColumns.join(', ')}) VALUES (${oldColumns.map(() => '?').join(', ')})`,
  )
  for (const [id, spaceId, name, status, error, uncached, read, written, saved] of oldRuns) {
    insert.run(
      id,
      noon,
      '2026-11-21',
      0,
      status,
      'fix',
      'Fix',
      spaceId,
      name,
      'anthropic',
      'm',
      error,
      uncached,
      read,
      written,
      'unknown',
      '{"marks":[],"reason":"r"}',
      saved,
      1,
    )
  }
  database.exec(
    "INSERT INTO daily_rollups VALUES ('2026-11-21', 0, 5, 2, 0, 2, 1, 900, 900, 200, 2000, 0, 0, 475, 4, 2)",
  )
  return database
}

test('old runs keep their figures, gain sums by Space that equal a recount, and new runs add to them', () => {
  const database = oldDatabase()
  migrate(database)
  const runs = new RunStore(new Storage(database, 'memory'), () => noon)
  const [one, loose, ...others] = runs.summary('all', 'real').spaces
  expect(others).toEqual([])
  expect(loose).toMatchObject({ name: 'Loose', runs: 1, savedCost: 0, unknownSavingRuns: 1 })
  expect(loose?.spaceId).toBeUndefined()
  const recount = runs
    .list('real', 10)
    .filter(({ spaceId }) => spaceId === 's1')
    .map(totalsOfRun)
  const inputTokens = recount.reduce((sum, { inputTokens: tokens }) => sum + tokens, 0)
  expect(one).toEqual({
    spaceId: 's1',
    name: 'One',
    runs: 3,
    cacheReadTokens: 900,
    inputTokens,
    savedCost: 475,
    unknownSavingRuns: 0,
    upkeepCost: 0,
    unknownUpkeep: 0,
    netSavedCost: 475,
  })
  expect(runs.summary('all', 'real').totals).toMatchObject({
    ...noTotals,
    runs: 5,
    failedRuns: 2,
    savedCost: 475,
    netSavedCost: 475,
    reportingRuns: 2,
    hitRuns: 1,
    cacheReadTokens: 900,
    cacheWriteTokens: 900,
    uncachedInputTokens: 200,
    inputTokens: 2000,
    unknownCostRuns: 4,
    unknownSavingRuns: 2,
  })
  const next: RunRecord = {
    id: 'f',
    startedAt: noon,
    commandId: 'fix',
    commandTitle: 'Fix',
    spaceId: 's1',
    spaceName: 'One',
    provider: 'anthropic',
    model: 'm',
    practice: false,
    status: 'finished',
    cacheStatus: 'miss',
    missReason: 'expired',
    plan: { marks: [], reason: 'r' },
    savedCost: 5,
    latencyMs: 1,
  }
  runs.record(next)
  expect(runs.summary('all', 'real')).toMatchObject({
    missReasons: [{ reason: 'expired', runs: 1 }],
    spaces: [{ spaceId: 's1', runs: 4, netSavedCost: 480 }, {}],
  })
  database.close()
})
