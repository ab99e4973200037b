import { X11Connection } from './x11-connection.ts'
import { X11Error } from './x11-error.ts'

/** Prepares a fresh connection; runs once for each connection, before anybody uses it. */
export type Preparation<Prepared> = (connection: X11Connection) => Promise<Prepared>

/** A connection that is opened at first use and opened again when the server went away. */
export class X11Session<Prepared> {
  readonly #display: string | undefined
  readonly #prepare: Preparation<Prepared>
  readonly #patience: number
  #current: Promise<{ connection: X11Connection; prepared: Prepared }> | undefined

  /**
   * display as in the environment variable DISPLAY; undefined or empty when there is none. With patience, a
   * server has so many times longer than usual to answer.
   */
  constructor(display: string | undefined, prepare: Preparation<Prepared>, patience = 1) {
    this.#display = display
    this.#patience = patience
    this.#prepare = prepare
  }

  /** Rejects with X11Error `no-display`. */
  async use(): Promise<{ connection: X11Connection; prepared: Prepared }> {
    const current = await this.#current?.catch(() => undefined)
    if (current !== undefined && !current.connection.isLost) return current
    this.#current = this.#open()
    return await this.#current
  }

  /** What is open now, without opening anything. */
  async peek(): Promise<{ connection: X11Connection; prepared: Prepared } | undefined> {
    const current = await this.#current?.catch(() => undefined)
    return current?.connection.isLost === false ? current : undefined
  }

  async dispose(): Promise<void> {
    const open = await this.peek()
    this.#current = undefined
    open?.connection.close()
  }

  async #open(): Promise<{ connection: X11Connection; prepared: Prepared }> {
    if (this.#display === undefined || this.#display === '')
      throw new X11Error('no-display', 'There is no X display.')
    const connection = await X11Connection.open(this.#display, this.#patience)
    try {
      return { connection, prepared: await this.#prepare(connection) }
    } catch (error) {
      connection.close()
      throw error
    }
  }
}
