import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { Storage } from '../storage/storage.ts'

/** A run that is said to be in flight for longer has died or hangs. */
const longestRunMs = 10 * 60_000

const stakeSchema = z.object({ processId: z.number(), amount: z.number() })

export interface StakesOptions {
  readonly isAlive: (processId: number) => boolean
  readonly now: () => number
  /** Trouble with the database: it costs a stake, never a run. */
  readonly report: (message: string, error: unknown) => void
}

/**
 * What runs in flight may cost above no caching, in nano-dollars by account, until it is known what
 * they did cost: runs that start together, in this process or another, must not spend the same trust
 * twice. Nothing throws but the work that is given.
 */
export class Stakes {
  readonly #storage: Storage
  readonly #options: StakesOptions

  constructor(storage: Storage, options: StakesOptions) {
    this.#storage = storage
    this.#options = options
  }

  /** Decides and holds in one step that no other process can come between. */
  atomically<Result>(work: () => Result): Result {
    const progress = { hasBegun: false, results: [] as Result[] }
    try {
      this.#storage.transaction(() => {
        progress.hasBegun = true
        progress.results.push(work())
      })
    } catch (error) {
      if (progress.hasBegun && progress.results.length === 0) throw error
      this.#options.report('What runs in flight may cost could not be kept', error)
    }
    // A database that cannot be written costs the stake, not the run.
    const [result = work()] = progress.results
    return result
  }

  sum(account: string): number {
    const now = Math.floor(this.#options.now())
    const rows = this.#attempt(() =>
      this.#storage.all(
        'SELECT process_id AS processId, amount FROM cache_stakes WHERE account = :account ' +
          'AND held_at BETWEEN :from AND :to',
        { account, from: now - longestRunMs, to: now + longestRunMs },
      ),
    )
    const held = (rows ?? []).map((row) => stakeSchema.parse(row))
    return held.reduce(
      (sum, { processId, amount }) =>
        sum + (processId === process.pid || this.#options.isAlive(processId) ? amount : 0),
      0,
    )
  }

  /** Returns how to let go; letting go twice counts once. */
  hold(account: string, amount: number): () => void {
    if (!(amount > 0)) return () => undefined
    const id = randomUUID()
    const now = Math.floor(this.#options.now())
    this.#attempt(() => {
      this.#storage.run('DELETE FROM cache_stakes WHERE held_at NOT BETWEEN :from AND :to', {
        from: now - longestRunMs,
        to: now + longestRunMs,
      })
      this.#storage.run(
        'INSERT INTO cache_stakes (id, account, process_id, amount, held_at) VALUES ' +
          '(:id, :account, :processId, :amount, :now)',
        { id, account, processId: process.pid, amount: Math.ceil(amount), now },
      )
    })
    return () =>
      void this.#attempt(() => this.#storage.run('DELETE FROM cache_stakes WHERE id = :id', { id }))
  }

  #attempt<Result>(work: () => Result): Result | undefined {
    try {
      return work()
    } catch (error) {
      this.#options.report('What runs in flight may cost could not be kept', error)
      return undefined
    }
  }
}
