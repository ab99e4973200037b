import { z } from 'zod'
import type { Storage } from '../../storage/storage.ts'

type StateKind = 'planner' | 'stability'

/** Small JSON documents of others by scope: what the planner learned, how stable documents are. */
export class ScopeStateStore {
  readonly #storage: Storage

  constructor(storage: Storage) {
    this.#storage = storage
  }

  /** Undefined when nothing was saved. Unvalidated: its owner parses it. */
  get(scope: string, kind: StateKind): unknown {
    const row = this.#storage.get(
      'SELECT state FROM cache_scope_state WHERE scope = :scope AND kind = :kind',
      { scope, kind },
    )
    return row === undefined ? undefined : JSON.parse(z.object({ state: z.string() }).parse(row).state)
  }

  put(scope: string, kind: StateKind, state: unknown): void {
    this.#storage.run(
      'INSERT OR REPLACE INTO cache_scope_state (scope, kind, state) VALUES (:scope, :kind, :state)',
      { scope, kind, state: JSON.stringify(state ?? null) },
    )
  }

  forgetScope(scope: string): void {
    this.#storage.run('DELETE FROM cache_scope_state WHERE scope = :scope', { scope })
  }
}
