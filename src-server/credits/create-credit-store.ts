import { ApiError } from '../api-error.ts'
import type { Storage } from '../storage/storage.ts'
import { createBackground } from './background.ts'
import { createPostgresLedger } from './create-postgres-ledger.ts'
import { createSqliteLedger } from './create-sqlite-ledger.ts'
import { silentLog, type CreditLog } from './credit-log.ts'
import type { CreditStore, HoldRequest } from './credit-store.ts'
import { createInstanceList, type Instance } from './instance-list.ts'
import type { GrantRequest, Ledger, LedgerOptions } from './ledger.ts'
import { recoverCredits } from './recover-credits.ts'
import { createUnfinishedWork } from './unfinished-work.ts'
import { createWaitingList, withWaking } from './waiting-list.ts'
import { withSecondTries } from './with-second-tries.ts'

export interface CreditStoreOptions {
  readonly storage: Storage
  readonly instance: Instance
  /** Epoch milliseconds. */
  readonly now: () => number
  readonly log?: CreditLog
  /**
   * Milliseconds: between heartbeats, between looks for what was left
   * behind, and after how long a silent instance is gone.
   */
  readonly timing?: { readonly heartbeatMs: number; readonly sweepMs: number; readonly goneAfterMs: number }
}

const sweepFailed = 'Looking for credits that were left behind failed.'
const usualTiming = { heartbeatMs: 5_000, sweepMs: 15_000, goneAfterMs: 30_000 }

/**
 * The credits of one instance: lists it as running, and looks for
 * holds of gone ones, at once and from time to time.
 */
export function createCreditStore({
  storage,
  instance,
  now,
  log = silentLog,
  timing = usualTiming,
}: CreditStoreOptions): CreditStore {
  const waiting = createWaitingList()
  const unfinished = createUnfinishedWork(log)
  const opened = openLedger(storage, { instanceId: instance.id, now })
  const ledger = withSecondTries(withWaking(opened, waiting), unfinished)
  const instances = createInstanceList(storage, instance, now)
  const ensureListed = onceDone(() => instances.beat())
  const background = createBackground(log)

  const recover = () => recoverAndTell({ ledger, instances, instance, goneAfterMs: timing.goneAfterMs }, log)
  const sweep = () => unfinished.finish().finally(recover)
  const stopBeating = background.every(timing.heartbeatMs, 'The heartbeat failed.', () => instances.beat())
  const stopSweeping = background.every(timing.sweepMs, sweepFailed, sweep)
  background.run('Looking for credits of gone instances failed.', () => ensureListed().then(recover))

  return {
    balanceOf: (userId) => ledger.balanceOf(userId),
    async hold(request) {
      ensureWholeHold(request)
      // A hold of an instance that is not listed would be taken for one of a gone instance.
      await ensureListed()
      return await ledger.hold(request)
    },
    settle: ({ record }) => ledger.settle(record),
    async release(requestId) {
      await ledger.release(requestId)
    },
    async grant(request) {
      ensureWholeGrant(request)
      return await ledger.grant(request)
    },
    recover,
    whenSettled: (userId, timeoutMs) => waiting.wait(userId, timeoutMs),
    async close() {
      stopBeating()
      stopSweeping()
      waiting.wakeAll()
      background.run('Writing what was left failed.', () => unfinished.finish())
      await background.done()
      background.run('Leaving the list of instances failed.', () => instances.strike(instance.id))
      await background.done()
    },
  }
}

async function recoverAndTell(what: Parameters<typeof recoverCredits>[0], log: CreditLog): Promise<number> {
  const freed = await recoverCredits(what)
  if (freed > 0) log.warn({ freed }, 'Gave back the credits of calls whose process is gone.')
  return freed
}

function ensureWholeHold(request: HoldRequest): void {
  if (!Number.isSafeInteger(request.amount) || request.amount < 1)
    throw new RangeError('A hold is at least one whole credit.')
}

function ensureWholeGrant(request: GrantRequest): void {
  if (!Number.isSafeInteger(request.delta))
    throw new ApiError(400, 'invalid_request_error', 'invalid_amount', 'Credits are whole numbers.', {
      param: 'delta',
    })
}

function openLedger(storage: Storage, options: LedgerOptions): Ledger {
  return storage.dialect === 'sqlite'
    ? createSqliteLedger(storage, options)
    : createPostgresLedger(storage, options)
}

/** Does work at the first call, and again only when it failed. */
function onceDone(work: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | undefined
  return () => {
    done ??= work().catch((error: unknown) => {
      done = undefined
      throw error
    })
    return done
  }
}
