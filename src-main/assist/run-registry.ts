import { randomUUID } from 'node:crypto'

/** How long a quitting program waits for its runs to be recorded. */
const stopTimeoutMs = 1_500

/** The runs that are going on, each with the switch that cancels it. */
export class RunRegistry {
  readonly #running = new Map<string, AbortController>()
  #whenIdle: (() => void) | undefined

  get isRunning(): boolean {
    return this.#running.size > 0
  }

  /** Starts watching a run; call `end` when it is over and recorded. */
  begin(): { readonly runId: string; readonly signal: AbortSignal } {
    const runId = randomUUID()
    const controller = new AbortController()
    this.#running.set(runId, controller)
    return { runId, signal: controller.signal }
  }

  end(runId: string): void {
    this.#running.delete(runId)
    if (this.#running.size === 0) this.#whenIdle?.()
  }

  /** Cancelling a run that is over already is no error: the two may cross. */
  cancel(runId: string): void {
    this.#running.get(runId)?.abort()
  }

  /** Cancels every run and waits until the last one has ended, 1.5 seconds at most. */
  async stopAll(): Promise<void> {
    if (this.#running.size === 0) return
    const idle = new Promise<void>((resolve) => {
      this.#whenIdle = resolve
      setTimeout(resolve, stopTimeoutMs).unref()
    })
    for (const controller of this.#running.values()) controller.abort()
    await idle
  }
}
