import type { Database, Transaction } from 'better-sqlite3'
import type { SqliteStorage } from './storage.ts'

/** The longest that work waits for more, where more keeps coming. */
const longestWaitMs = 2

interface Entry {
  readonly run: () => void
  readonly settle: (failure: unknown) => void
}

type Whole = Transaction<(entries: readonly Entry[], failures: Map<Entry, unknown>) => void>

/**
 * Commits the work of all who ask at about the same moment in one transaction (group
 * commit). Each piece runs in a savepoint: one that throws is undone and rejected alone.
 * When the commit itself fails, all are rejected.
 */
export function createBatch(sqlite: Database): SqliteStorage['inBatch'] {
  let waiting: Entry[] = []
  const whole = wholeOf(sqlite)

  function commit(): void {
    const entries = waiting
    waiting = []
    const failures = new Map<Entry, unknown>()
    let failure: unknown
    try {
      whole.immediate(entries, failures)
    } catch (error) {
      failure = error ?? new Error('The transaction failed.')
    }
    for (const entry of entries) entry.settle(failure ?? failures.get(entry))
  }

  /**
   * As long as each turn of the event loop brings more, so that many
   * commits become one; a single caller never waits.
   */
  function commitWhenQuiet(known: number, deadline: number): void {
    setImmediate(() => {
      if (waiting.length > known && performance.now() < deadline) commitWhenQuiet(waiting.length, deadline)
      else commit()
    })
  }

  return (work) =>
    new Promise((resolve, reject) => {
      let result: { readonly value: ReturnType<typeof work> } | undefined
      const run = (): void => {
        result = { value: work() }
      }
      const settle = (failure: unknown): void => {
        if (failure === undefined && result !== undefined) resolve(result.value)
        else
          reject(
            failure instanceof Error ? failure : new Error('The transaction failed.', { cause: failure }),
          )
      }
      if (waiting.push({ run, settle }) === 1) commitWhenQuiet(1, performance.now() + longestWaitMs)
    })
}

/** One transaction for all entries; the failures of single ones are noted. */
function wholeOf(sqlite: Database): Whole {
  const piece = sqlite.transaction((run: () => void) => run())
  return sqlite.transaction((entries, failures) => {
    const [only] = entries
    if (only !== undefined && entries.length === 1) {
      // Its failure is that of the whole.
      only.run()
      return
    }
    for (const entry of entries) {
      try {
        piece(entry.run)
      } catch (error) {
        if (!sqlite.inTransaction) throw error
        failures.set(entry, error)
      }
    }
  })
}
