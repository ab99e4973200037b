import type { Database } from 'better-sqlite3'
import type { SqliteStorage } from './storage.ts'

const busyWaitMs = 1

interface Entry {
  readonly run: () => void
  readonly settle: (failure: unknown) => void
}

/**
 * Commits the work of all who ask within one turn of the event loop in one transaction (group commit). Each piece runs in a
 * savepoint: one that throws is undone and rejected alone. When the commit itself fails, all are rejected.
 */
export function createBatch(sqlite: Database): SqliteStorage['inBatch'] {
  let waiting: Entry[] = []
  let isBusy = false
  const piece = sqlite.transaction((run: () => void) => run())
  const whole = sqlite.transaction((entries: readonly Entry[], failures: Map<Entry, unknown>) => {
    for (const entry of entries) {
      try {
        piece(entry.run)
      } catch (error) {
        if (!sqlite.inTransaction) throw error
        failures.set(entry, error)
      }
    }
  })

  function commit(): void {
    const entries = waiting
    waiting = []
    isBusy = entries.length > 1
    const failures = new Map<Entry, unknown>()
    let failure: unknown
    try {
      whole.immediate(entries, failures)
    } catch (error) {
      failure = error ?? new Error('The transaction failed.')
    }
    for (const entry of entries) entry.settle(failure ?? failures.get(entry))
  }

  return (work) =>
    new Promise((resolve, reject) => {
      let result: { readonly value: ReturnType<typeof work> } | undefined
      const run = (): void => {
        result = { value: work() }
      }
      const settle = (failure: unknown): void => {
        if (failure === undefined && result !== undefined) resolve(result.value)
        else reject(failure instanceof Error ? failure : new Error('The transaction failed.', { cause: failure }))
      }
      if (waiting.push({ run, settle }) > 1) return
      // Where many write at once, a moment's wait makes one commit of several; a single caller never waits.
      if (isBusy) setTimeout(commit, busyWaitMs)
      else setImmediate(commit)
    })
}
