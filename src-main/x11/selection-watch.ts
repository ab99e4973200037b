import type { X11Event, XFixesExtension, XFixesSelectionEvent } from 'x11'
import { readActiveWindow } from './window-properties.ts'
import type { X11Connection } from './x11-connection.ts'

/** A window manager may name the new active window a moment after a click in it has already selected text. */
const activationLagMs = 200

/**
 * Remembers in which window the PRIMARY selection was last made. Programs with several windows have one
 * selection for all of them, and only the moment of its making tells which window shows it.
 */
export class SelectionWatch {
  readonly #connection: X11Connection
  #selection: { readonly owner: number; readonly madeAt: number; window: number | undefined } | undefined
  #active: number | undefined

  private constructor(connection: X11Connection, active: number | undefined) {
    this.#connection = connection
    this.#active = active
  }

  /** Begins to watch. A server without XFIXES gives a watch that remembers nothing. */
  static async start(connection: X11Connection): Promise<SelectionWatch> {
    const [primary, activeWindow] = await Promise.all([
      connection.atom('PRIMARY'),
      connection.atom('_NET_ACTIVE_WINDOW'),
    ])
    connection.client.ChangeWindowAttributes(connection.root, { eventMask: 0x0040_0000 })
    const watch = new SelectionWatch(connection, await readActiveWindow(connection))
    connection.onEvent((event) => watch.#noteActivation(event, activeWindow))
    const fixes = await connection
      .ask<XFixesExtension>((client, callback) => client.require('fixes', callback))
      .catch(() => undefined)
    if (fixes !== undefined) watch.#watchOwner(fixes, primary)
    await connection.sync()
    return watch
  }

  /**
   * The window that was active when this owner last took the selection;
   * undefined when that was before the watch began.
   */
  windowOf(owner: number): number | undefined {
    return this.#selection?.owner === owner ? this.#selection.window : undefined
  }

  #watchOwner(fixes: XFixesExtension, primary: number): void {
    const { SetSelectionOwner, SelectionWindowDestroy, SelectionClientClose } = fixes.SelectionEventMask
    fixes.SelectSelectionInput(
      this.#connection.root,
      primary,
      SetSelectionOwner | SelectionWindowDestroy | SelectionClientClose,
    )
    this.#connection.client.on('event', (event: X11Event | XFixesSelectionEvent) => {
      if (event.type !== fixes.firstEvent || !('selectionTimestamp' in event) || event.selection !== primary)
        return
      this.#selection = { owner: event.owner, madeAt: performance.now(), window: this.#active }
    })
  }

  #noteActivation(event: X11Event, activeWindow: number): void {
    if (event.type !== 28 || event.wid !== this.#connection.root || event.atom !== activeWindow) return
    const note = (active: number | undefined): void => {
      this.#active = active
      const selection = this.#selection
      if (selection !== undefined && performance.now() - selection.madeAt < activationLagMs)
        selection.window = active
    }
    // A rejection means that the connection is lost, and this watch with it.
    readActiveWindow(this.#connection).then(note, () => undefined)
  }
}
