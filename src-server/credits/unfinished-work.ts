import type { CreditLog } from './credit-log.ts'

/** Something that must reach the database; safe to do again. */
export interface Task {
  readonly requestId: string
  readonly run: () => Promise<unknown>
  /** The last resort, when it could not be done for an hour. */
  readonly giveUp?: () => Promise<unknown>
}

/**
 * What the database did not take, to be tried again: without it, a database that
 * was away for a moment would leave holds behind.
 */
export interface UnfinishedWork {
  add(task: Task): void
  /** Takes a task back, for a request that begins anew. */
  drop(requestId: string): void
  /** Tries each task once, until the first that fails; throws what it threw. */
  finish(): Promise<void>
}

/** As many as a busy instance may have in flight within a long outage. */
const mostTasks = 10_000
/** With a try every 15 s: an hour. */
const mostAttempts = 240

export function createUnfinishedWork(log: CreditLog): UnfinishedWork {
  const tasks = new Map<string, { readonly task: Task; attempts: number }>()
  return {
    add(task) {
      if (tasks.size < mostTasks) tasks.set(task.requestId, { task, attempts: 0 })
      else
        log.error(
          { requestId: task.requestId },
          'Too many calls wait for the database; the credits of this one stay held until the server stops.',
        )
    },
    drop: (requestId) => void tasks.delete(requestId),
    async finish() {
      for (const [requestId, entry] of tasks) {
        // Taken out first, and to the end of the line when it fails: one that
        // can never be written does not hold up the others.
        tasks.delete(requestId)
        entry.attempts += 1
        try {
          await entry.task.run()
        } catch (error) {
          if (entry.attempts < mostAttempts) tasks.set(requestId, entry)
          else await abandon(entry.task)
          throw error
        }
      }
    },
  }

  async function abandon({ requestId, giveUp }: Task): Promise<void> {
    log.error(
      { requestId },
      'A call could not be written for an hour. Its credits are given back, and the history lacks it.',
    )
    await giveUp?.()
  }
}
