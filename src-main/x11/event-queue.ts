import type { X11Event } from 'x11'
import type { X11Connection } from './x11-connection.ts'

/** Keeps the wanted events from the moment it is made, so that none is missed between two waits. */
export class EventQueue<Wanted extends X11Event> {
  readonly #events: Wanted[] = []
  readonly #stop: () => void
  #wake: (() => void) | undefined

  constructor(connection: X11Connection, isWanted: (event: X11Event) => event is Wanted) {
    this.#stop = connection.onEvent((event) => {
      if (!isWanted(event)) return
      this.#events.push(event)
      this.#wake?.()
    })
  }

  /** The next event, or undefined when none came in time or the signal fired. */
  async next(timeoutMs: number, signal?: AbortSignal): Promise<Wanted | undefined> {
    if (this.#events.length === 0 && signal?.aborted !== true) await this.#arrival(timeoutMs, signal)
    return this.#events.shift()
  }

  #arrival(timeoutMs: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve) => {
      const finish = (): void => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', finish)
        this.#wake = undefined
        resolve()
      }
      const timer = setTimeout(finish, Math.max(0, timeoutMs))
      signal?.addEventListener('abort', finish)
      this.#wake = finish
    })
  }

  dispose(): void {
    this.#stop()
  }
}
