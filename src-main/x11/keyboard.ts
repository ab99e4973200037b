import { setTimeout as delay } from 'node:timers/promises'
import type { XkbExtension, XTestExtension } from 'x11'
import type { X11Connection } from './x11-connection.ts'

export const keysyms = {
  controlLeft: 0xffe3,
  shiftLeft: 0xffe1,
  insert: 0xff63,
  right: 0xff53,
  v: 0x76,
  numLock: 0xff7f,
  scrollLock: 0xff14,
  capsLock: 0xffe5,
} as const

const lockKeysyms: ReadonlySet<number> = new Set([keysyms.numLock, keysyms.scrollLock, keysyms.capsLock])
const lockRow = 1
const releasePollMs = 10
/**
 * The core protocol's columns of the first two keyboard layouts;
 * further layouts follow in no order to rely on.
 */
const columnsOfGroup: readonly (readonly number[])[] = [
  [0, 1],
  [2, 3],
]

/** Synthetic key strokes through XTEST, told by meaning (keysym) rather than by position. */
export class Keyboard {
  readonly #connection: X11Connection
  readonly #test: XTestExtension
  readonly #xkb: XkbExtension | undefined

  private constructor(connection: X11Connection, test: XTestExtension, xkb: XkbExtension | undefined) {
    this.#connection = connection
    this.#test = test
    this.#xkb = xkb
  }

  /** Rejects with `request-failed` when the server has no XTEST. */
  static async create(connection: X11Connection): Promise<Keyboard> {
    const test = await connection.ask<XTestExtension>((client, callback) => client.require('xtest', callback))
    const xkb = await connection
      .ask<XkbExtension>((client, callback) => client.require('xkb', callback))
      .catch(() => undefined)
    if (xkb !== undefined)
      await connection.ask<{ readonly supported: number }>((_, callback) => xkb.UseExtension(1, 0, callback))
    return new Keyboard(connection, test, xkb)
  }

  /**
   * The key that gives this keysym: in the current layout if it can, else in any. Undefined when no layout
   * has it.
   */
  async findKey(keysym: number): Promise<number | undefined> {
    const { firstKeycode, lastKeycode } = this.#connection
    const [rows, group] = await Promise.all([
      this.#connection.ask<readonly (readonly number[])[]>((client, callback) =>
        client.GetKeyboardMapping(firstKeycode, lastKeycode - firstKeycode + 1, callback),
      ),
      this.#currentGroup(),
    ])
    const columns = columnsOfGroup[group] ?? []
    const inCurrent = rows.findIndex((row) => columns.some((column) => row[column] === keysym))
    const index = inCurrent === -1 ? rows.findIndex((row) => row.includes(keysym)) : inCurrent
    return index === -1 ? undefined : firstKeycode + index
  }

  /** Presses the keys in order and releases them in reverse; resolves when the server has done it. */
  async stroke(keycodes: readonly number[]): Promise<void> {
    for (const keycode of keycodes) this.#fake(this.#test.KeyPress, keycode)
    for (const keycode of keycodes.toReversed()) this.#fake(this.#test.KeyRelease, keycode)
    await this.#connection.sync()
  }

  /**
   * Waits for the person to let go of Ctrl, Alt, Shift and so on, then releases
   * what is still held. CapsLock and NumLock stay.
   */
  async releaseModifiers(patienceMs: number): Promise<void> {
    const modifiers = await this.#modifierKeys()
    const deadline = performance.now() + patienceMs
    let held = await this.#heldKeys(modifiers)
    while (held.length > 0 && performance.now() < deadline) {
      await delay(releasePollMs)
      held = await this.#heldKeys(modifiers)
    }
    for (const keycode of held) this.#fake(this.#test.KeyRelease, keycode)
    if (held.length > 0) await this.#connection.sync()
  }

  async #heldKeys(modifiers: readonly number[]): Promise<readonly number[]> {
    const keymap = await this.#connection.ask<Buffer>((client, callback) => client.QueryKeymap(callback))
    return modifiers.filter((keycode) => ((keymap[keycode >> 3] ?? 0) & (1 << (keycode & 7))) !== 0)
  }

  async #modifierKeys(): Promise<readonly number[]> {
    const { firstKeycode, lastKeycode } = this.#connection
    const [rows, mapping] = await Promise.all([
      this.#connection.ask<readonly (readonly number[])[]>((client, callback) =>
        client.GetModifierMapping(callback),
      ),
      this.#connection.ask<readonly (readonly number[])[]>((client, callback) =>
        client.GetKeyboardMapping(firstKeycode, lastKeycode - firstKeycode + 1, callback),
      ),
    ])
    const keycodes = rows
      .flatMap((row, index) => (index === lockRow ? [] : row))
      .filter((keycode) => keycode !== 0)
    return keycodes.filter(
      (keycode) => !(mapping[keycode - firstKeycode] ?? []).some((keysym) => lockKeysyms.has(keysym)),
    )
  }

  async #currentGroup(): Promise<number> {
    const xkb = this.#xkb
    if (xkb === undefined) return 0
    return (
      await this.#connection.ask<{ readonly group: number }>((_, callback) =>
        xkb.GetState(xkb.UseCoreKbd, callback),
      )
    ).group
  }

  #fake(type: number, keycode: number): void {
    this.#test.FakeInput(type, keycode, 0, 0, 0, 0)
  }
}
