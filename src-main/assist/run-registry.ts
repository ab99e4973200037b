import { randomUUID } from 'node:crypto'

/** The runs that are going on, each with the switch that cancels it. */
export class RunRegistry implements Disposable {
  readonly #running = new Map<string, AbortController>()

  /** Starts watching a run; call `end` when it is over. */
  begin(): { readonly runId: string; readonly signal: AbortSignal } {
    const runId = randomUUID()
    const controller = new AbortController()
    this.#running.set(runId, controller)
    return { runId, signal: controller.signal }
  }

  end(runId: string): void {
    this.#running.delete(runId)
  }

  /** Cancelling a run that is over already is no error: the two may cross. */
  cancel(runId: string): void {
    this.#running.get(runId)?.abort()
  }

  [Symbol.dispose](): void {
    for (const controller of this.#running.values()) controller.abort()
    this.#running.clear()
  }
}
