import { setTimeout as delay } from 'node:timers/promises'
import type { XTestExtension } from 'x11'
import { Keyboard } from '../../../src-main/x11/keyboard.ts'
import { describeWindow, readActiveWindow, readClientList } from '../../../src-main/x11/window-properties.ts'
import { X11Connection } from '../../../src-main/x11/x11-connection.ts'
import { until } from './until.ts'

const keysyms = { control: 0xffe3, alt: 0xffe9, space: 0x20, escape: 0xff1b, a: 0x61 } as const
export type Key = keyof typeof keysyms

/** How long a person holds a hotkey; the popup has to come while it is still held. */
const holdMs = 70

/** The desktop seen from outside the product: what a person's hands do and eyes see. */
export class Desktop implements Disposable {
  readonly connection: X11Connection
  readonly #test: XTestExtension
  readonly #keycodes: Readonly<Record<Key, number>>

  private constructor(
    connection: X11Connection,
    test: XTestExtension,
    keycodes: Readonly<Record<Key, number>>,
  ) {
    this.connection = connection
    this.#test = test
    this.#keycodes = keycodes
  }

  /** Throws when there is no X display or it has no XTEST. */
  static async open(): Promise<Desktop> {
    const display = process.env.DISPLAY
    if (display === undefined) throw new Error('This benchmark needs an X display (DISPLAY is not set).')
    const connection = await X11Connection.open(display)
    const test = await connection.ask<XTestExtension>((client, callback) => client.require('xtest', callback))
    const keyboard = await Keyboard.create(connection)
    const keycode = async (key: Key): Promise<number> => {
      const found = await keyboard.findKey(keysyms[key])
      if (found === undefined) throw new Error(`The keyboard has no key “${key}”.`)
      return found
    }
    const [control, alt, space, escape, a] = await Promise.all([
      keycode('control'),
      keycode('alt'),
      keycode('space'),
      keycode('escape'),
      keycode('a'),
    ])
    return new Desktop(connection, test, { control, alt, space, escape, a })
  }

  /** Presses Ctrl+Alt and a key as a person does; gives the moment just before the key went down. */
  async pressHotkey(key: Key = 'space'): Promise<number> {
    this.#down('control')
    this.#down('alt')
    await this.connection.sync()
    const pressed = performance.now()
    this.#down(key)
    await delay(holdMs)
    for (const held of [key, 'alt', 'control'] as const) this.#up(held)
    await this.connection.sync()
    return pressed
  }

  async pressEscape(): Promise<void> {
    this.#down('escape')
    this.#up('escape')
    await this.connection.sync()
  }

  async selectAll(): Promise<void> {
    this.#down('control')
    this.#down('a')
    this.#up('a')
    this.#up('control')
    await this.connection.sync()
  }

  /** The window with the person's attention. */
  async activeWindow(): Promise<number | undefined> {
    return await readActiveWindow(this.connection)
  }

  async windows(): Promise<readonly number[]> {
    return await readClientList(this.connection)
  }

  /** A new window of a program, by its class, once it is active. */
  async untilActive(applicationName: string, except: readonly number[] = []): Promise<number> {
    return await until(`${applicationName} to be in front`, async () => {
      const active = await this.activeWindow()
      if (active === undefined || except.includes(active)) return undefined
      const description = await describeWindow(this.connection, active).catch(() => undefined)
      return description?.applicationName?.toLowerCase() === applicationName.toLowerCase()
        ? active
        : undefined
    })
  }

  /** Waits until a window is in front, or no longer on the screen at all. */
  async untilInFront(window: number): Promise<void> {
    await until('the window to be in front', async () =>
      (await this.activeWindow()) === window ? true : undefined,
    )
  }

  async untilGone(window: number): Promise<void> {
    await until('the window to vanish', async () =>
      (await this.windows()).includes(window) ? undefined : true,
    )
  }

  /** Closes a window as its close button does (EWMH _NET_CLOSE_WINDOW). */
  async close(window: number): Promise<void> {
    this.connection.client.SendClientMessage(
      this.connection.root,
      window,
      await this.connection.atom('_NET_CLOSE_WINDOW'),
      32,
      [0, 2, 0, 0, 0],
    )
    await this.untilGone(window)
  }

  [Symbol.dispose](): void {
    this.connection.close()
  }

  #down(key: Key): void {
    this.#test.FakeInput(this.#test.KeyPress, this.#keycodes[key], 0, 0, 0, 0)
  }

  #up(key: Key): void {
    this.#test.FakeInput(this.#test.KeyRelease, this.#keycodes[key], 0, 0, 0, 0)
  }
}
