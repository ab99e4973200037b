import type { Scenario } from './scenario.ts'

/** What happened to one request. Times are real epoch milliseconds. The key is not kept, only its workspace. */
export interface JournalEntry {
  readonly id: string
  readonly protocol: string
  readonly method: string
  readonly path: string
  readonly at: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: unknown
  readonly scenario?: Scenario
  workspace?: string
  status?: number
  /** The vendor's usage object, as it was answered. */
  usage?: unknown
  chunksSent: number
  /** When the client closed the connection before the answer was complete. */
  disconnectedAt?: number
  finishedAt?: number
}

export interface Journal {
  readonly entries: readonly JournalEntry[]
  add(entry: JournalEntry): void
  clear(): void
}

/** Keeps the last `limit` requests. */
export function createJournal(limit: number): Journal {
  const entries: JournalEntry[] = []
  return {
    entries,
    add(entry) {
      entries.push(entry)
      if (entries.length > limit) entries.shift()
    },
    clear: () => entries.splice(0),
  }
}
