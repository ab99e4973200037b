import type { Ledger } from './ledger.ts'

/** Those who wait for credits of a user to come back in this process. */
export interface WaitingList {
  /** Resolves when `wake` is called for this user, or after `timeoutMs`. */
  wait(userId: string, timeoutMs: number): Promise<void>
  wake(userId: string): void
  wakeAll(): void
}

export function createWaitingList(): WaitingList {
  const waiting = new Map<string, Set<() => void>>()

  function wake(userId: string): void {
    for (const waken of waiting.get(userId) ?? []) waken()
  }

  function leave(userId: string, waken: () => void): void {
    const wakers = waiting.get(userId)
    wakers?.delete(waken)
    if (wakers?.size === 0) waiting.delete(userId)
  }

  return {
    wait: (userId, timeoutMs) =>
      new Promise((resolve) => {
        const waken = (): void => {
          clearTimeout(timer)
          leave(userId, waken)
          resolve()
        }
        const timer = setTimeout(waken, timeoutMs)
        waiting.set(userId, (waiting.get(userId) ?? new Set()).add(waken))
      }),
    wake,
    wakeAll: () => {
      for (const userId of waiting.keys()) wake(userId)
    },
  }
}

/** A ledger that wakes who waits whenever credits came back. */
export function withWaking(ledger: Ledger, waiting: WaitingList): Ledger {
  async function thenWake<Result>(userId: string, work: Promise<Result>): Promise<Result> {
    const result = await work
    waiting.wake(userId)
    return result
  }
  return {
    ...ledger,
    settle: (record) => thenWake(record.userId, ledger.settle(record)),
    grant: (request) => thenWake(request.userId, ledger.grant(request)),
    giveUp: (hold) => thenWake(hold.user_id, ledger.giveUp(hold)),
    async release(requestId) {
      const userId = await ledger.release(requestId)
      if (userId !== undefined) waiting.wake(userId)
      return userId
    },
  }
}
