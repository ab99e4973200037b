import type { XkbExtension } from 'x11'
import { X11Connection } from './x11-connection.ts'

const newKeyboard = 1
const newMap = 2
/** The parts of a map that say which key gives which character: types, symbols and modifiers. */
const mapParts = 0b111
/** A switch comes as a flurry of events. */
const calmMs = 200

/**
 * Tells when keys come to give other characters, on a connection of its own. Nothing else uses its events.
 */
export class KeyboardLayoutWatch implements Disposable {
  readonly #connection: X11Connection
  readonly #changed: () => void
  #layout = ''
  #timer: NodeJS.Timeout | undefined

  private constructor(connection: X11Connection, changed: () => void) {
    this.#connection = connection
    this.#changed = changed
  }

  /** Begins to watch the display. Rejects with X11Error when there is none, or none with XKB. */
  static async start(display: string, changed: () => void): Promise<KeyboardLayoutWatch> {
    const connection = await X11Connection.open(display)
    try {
      const watch = new KeyboardLayoutWatch(connection, changed)
      const xkb = await connection.ask<XkbExtension>((client, callback) => client.require('xkb', callback))
      connection.client.on('event', ({ name }: { readonly name?: string }) => {
        if (name === 'XkbEvent') watch.#whenCalm()
      })
      xkb.SelectEvents(xkb.UseCoreKbd, newKeyboard | newMap, 0, newKeyboard, mapParts, mapParts)
      watch.#layout = await watch.#readLayout()
      return watch
    } catch (error) {
      connection.close()
      throw error
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
    this.#connection.close()
  }

  #whenCalm(): void {
    clearTimeout(this.#timer)
    // A rejection means that the connection is lost, and the desktop with it.
    this.#timer = setTimeout(() => void this.#compare().catch(() => undefined), calmMs)
  }

  /** Another keyboard of the same layout, or a synthetic key, makes events as well. */
  async #compare(): Promise<void> {
    const layout = await this.#readLayout()
    if (layout === this.#layout) return
    this.#layout = layout
    this.#changed()
  }

  async #readLayout(): Promise<string> {
    const { firstKeycode, lastKeycode } = this.#connection
    const rows = await this.#connection.ask<readonly (readonly number[])[]>((client, callback) =>
      client.GetKeyboardMapping(firstKeycode, lastKeycode - firstKeycode + 1, callback),
    )
    return JSON.stringify(rows)
  }
}
