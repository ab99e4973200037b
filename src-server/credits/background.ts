import type { CreditLog } from './credit-log.ts'

/** Work that nobody waits for: what it throws is logged, and what runs can be waited for at the end. */
export interface Background {
  run(failure: string, work: () => Promise<unknown>): void
  /**
   * Runs work from time to time, never twice at once, without keeping the process
   * alive; the function that it returns stops that.
   */
  every(milliseconds: number, failure: string, work: () => Promise<unknown>): () => void
  /** Resolves when nothing runs any more. */
  done(): Promise<void>
}

export function createBackground(log: CreditLog): Background {
  const running = new Set<Promise<void>>()

  function run(failure: string, work: () => Promise<unknown>): Promise<void> {
    const done = work()
      .then(
        () => undefined,
        (error: unknown) => log.error({ err: error }, failure),
      )
      .finally(() => running.delete(done))
    running.add(done)
    return done
  }

  return {
    run: (failure, work) => void run(failure, work),
    every(milliseconds, failure, work) {
      let isRunning = false
      const tick = async (): Promise<void> => {
        if (isRunning) return
        isRunning = true
        await run(failure, work)
        isRunning = false
      }
      const timer = setInterval(() => void tick(), milliseconds).unref()
      return () => clearInterval(timer)
    },
    async done() {
      await Promise.all(running)
    },
  }
}
