/** Lets the calls of one user that wait for credits try one after the other, in the order they came. */
export interface CallQueue {
  /**
   * Runs `work` when all that came before it for this user are done; a caller that leaves (aborts) is passed
   * over.
   */
  run<Result>(userId: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result>
}

export function createCallQueue(): CallQueue {
  const tails = new Map<string, Promise<void>>()
  return {
    async run(userId, signal, work) {
      const before = tails.get(userId) ?? Promise.resolve()
      let finish: () => void = () => undefined
      const done = new Promise<void>((resolve) => {
        finish = resolve
      })
      const tail = before.then(() => done)
      tails.set(userId, tail)
      try {
        await before
        signal.throwIfAborted()
        return await work()
      } finally {
        finish()
        if (tails.get(userId) === tail) tails.delete(userId)
      }
    },
  }
}
