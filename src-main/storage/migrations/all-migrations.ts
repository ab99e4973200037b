import { createTables } from './0001-create-tables.ts'
import { keepOpenRuns } from './0002-keep-open-runs.ts'
import { orderByStability } from './0003-order-by-stability.ts'
import { keepCacheLedger } from './0004-keep-cache-ledger.ts'
import { accountForUpkeep } from './0005-account-for-upkeep.ts'
import { holdStakes } from './0006-hold-stakes.ts'
import { payWithCredits } from './0007-pay-with-credits.ts'
import { rememberRefusals } from './0008-remember-refusals.ts'
import type { Migration } from './migration.ts'

/** Every migration in order; the last one's version is the schema that this program writes. */
export const allMigrations: readonly Migration[] = [
  createTables,
  keepOpenRuns,
  orderByStability,
  keepCacheLedger,
  accountForUpkeep,
  holdStakes,
  payWithCredits,
  rememberRefusals,
]
