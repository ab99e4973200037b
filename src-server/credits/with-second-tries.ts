import { ApiError } from '../api-error.ts'
import type { Ledger } from './ledger.ts'
import type { Task, UnfinishedWork } from './unfinished-work.ts'

/**
 * A ledger that keeps what the database failed to confirm, and does it again until it is done:
 * settlements, and the freeing of holds. A hold that failed may be there all the same, so it is
 * released. The caller hears of the failure at once.
 */
export function withSecondTries(ledger: Ledger, unfinished: UnfinishedWork): Ledger {
  async function orLater<Result>(work: Promise<Result>, task: Task): Promise<Result> {
    try {
      return await work
    } catch (error) {
      // An answer of the gateway's own is certain: nothing was changed.
      if (!(error instanceof ApiError)) unfinished.add(task)
      throw error
    }
  }

  return {
    ...ledger,
    hold(request) {
      const { requestId } = request
      unfinished.drop(requestId)
      return orLater(ledger.hold(request), { requestId, run: () => ledger.release(requestId) })
    },
    settle: (record) =>
      orLater(ledger.settle(record), {
        requestId: record.requestId,
        run: () => ledger.settle(record),
        giveUp: () => ledger.release(record.requestId),
      }),
    release: (requestId) =>
      orLater(ledger.release(requestId), { requestId, run: () => ledger.release(requestId) }),
  }
}
