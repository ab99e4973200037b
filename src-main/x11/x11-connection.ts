import type { X11Callback, X11Client, X11Display, X11Event, X11Property } from 'x11'
import { X11Error } from './x11-error.ts'

const connectDeadlineMs = 1_500
const inputOnly = 2
const propertyChangeMask = 0x0040_0000
/** GetProperty counts in units of four bytes; this asks for all of it. */
const wholeProperty = 0x1fff_ffff

/** X protocol, appendix B. */
const lastPredefinedAtom = 68

type Listener = (event: X11Event) => void

/** One connection to an X server, with promises around its requests. All requests reject with X11Error. */
export class X11Connection {
  readonly client: X11Client
  readonly root: number
  readonly firstKeycode: number
  readonly lastKeycode: number
  readonly #resourceMask: number
  readonly #listeners = new Set<Listener>()
  readonly #waiting = new Set<(error: X11Error) => void>()
  readonly #atoms = new Map<string, Promise<number>>()
  readonly #clockWindow: number
  #lost: X11Error | undefined

  private constructor(display: X11Display) {
    this.client = display.client
    // The package caches atoms for all servers together, but only the predefined ones are the same
    // everywhere.
    this.client.atoms = Object.fromEntries(
      Object.entries(this.client.atoms).filter(([, atom]) => atom <= lastPredefinedAtom),
    )
    this.root = display.screen[0]?.root ?? 0
    this.firstKeycode = display.min_keycode
    this.lastKeycode = display.max_keycode
    this.#resourceMask = display.resource_mask
    this.client.on('event', (event: X11Event) => {
      for (const listener of [...this.#listeners]) listener(event)
    })
    this.client.on('end', () => {
      this.#lose()
    })
    this.client.stream.on('close', () => {
      this.#lose()
    })
    this.#clockWindow = this.createWindow()
  }

  /**
   * Connects to the display, for example `:0`. Rejects with `no-display`. The patience multiplies the time in
   * which a server has to answer.
   */
  static async open(display: string, patience = 1): Promise<X11Connection> {
    const { createClient } = await import('x11')
    let connection: X11Connection | undefined
    let hasFailed = false
    return await new Promise<X11Connection>((resolve, reject) => {
      const fail = (cause: unknown): void => {
        hasFailed = true
        reject(new X11Error('no-display', `No X server answers at display “${display}”.`, cause))
      }
      const timer = setTimeout(
        () => fail(new Error(`No answer within ${connectDeadlineMs * patience} ms`)),
        connectDeadlineMs * patience,
      )
      try {
        const client = createClient({ display, disableBigRequests: true, shm: false }, (error, opened) => {
          clearTimeout(timer)
          if (error !== undefined || opened === undefined) fail(error)
          else if (hasFailed) client.terminate()
          else {
            connection = new X11Connection(opened)
            resolve(connection)
          }
        })
        client.on('error', (error: Error) => {
          // A protocol error of a request without a callback concerns a window that vanished: nothing to do.
          if (!('majorOpcode' in error) && connection !== undefined) connection.#lose(error)
        })
      } catch (error) {
        clearTimeout(timer)
        fail(error)
      }
    })
  }

  get isLost(): boolean {
    return this.#lost !== undefined
  }

  /** Sends a request that has a reply. */
  ask<Result>(send: (client: X11Client, callback: X11Callback<Result>) => void): Promise<Result> {
    if (this.#lost !== undefined) return Promise.reject(this.#lost)
    return new Promise<Result>((resolve, reject) => {
      this.#waiting.add(reject)
      send(this.client, (error, result) => {
        this.#waiting.delete(reject)
        if (error instanceof Error)
          reject(new X11Error('request-failed', `The X server refused a request: ${error.message}`, error))
        else resolve(result)
        return true
      })
    })
  }

  /** Waits until the server has handled everything sent so far. */
  async sync(): Promise<void> {
    await this.ask<{ readonly focus: number }>((client, callback) => client.GetInputFocus(callback))
  }

  atom(name: string): Promise<number> {
    const known = this.#atoms.get(name)
    if (known !== undefined) return known
    const atom = this.ask<number>((client, callback) => client.InternAtom(false, name, callback))
    this.#atoms.set(name, atom)
    return atom
  }

  atomName(atom: number): Promise<string> {
    return this.ask((client, callback) => client.GetAtomName(atom, callback))
  }

  /** Reads a whole property of any type; `type` is 0 when there is none. */
  property(window: number, property: number, remove: 0 | 1 = 0): Promise<X11Property> {
    return this.ask((client, callback) =>
      client.GetProperty(remove, window, property, 0, 0, wholeProperty, callback),
    )
  }

  /** An invisible window of our own that is told about changes of its properties. */
  createWindow(): number {
    const window = this.client.AllocID()
    this.client.CreateWindow(window, this.root, -1, -1, 1, 1, 0, 0, inputOnly, 0, {
      overrideRedirect: true,
      eventMask: propertyChangeMask,
    })
    return window
  }

  /** The server's clock in milliseconds, through an empty property change as ICCCM 2.1 asks for. */
  async timestamp(): Promise<number> {
    const property = await this.atom('REPHLO_CLOCK')
    return await new Promise<number>((resolve, reject) => {
      const stop = this.onEvent((event) => {
        if (event.type !== 28 || event.wid !== this.#clockWindow) return
        stop()
        resolve(event.time)
      })
      this.client.ChangeProperty(2, this.#clockWindow, property, property, 8, Buffer.alloc(0))
      this.sync().catch((error: unknown) => {
        stop()
        reject(error instanceof Error ? error : new Error(String(error)))
      })
    })
  }

  /** True when both resources were created by the same connection to the server. */
  isSameConnection(first: number, second: number): boolean {
    return this.connectionOf(first) === this.connectionOf(second)
  }

  /** The part of a resource id that names its connection. */
  connectionOf(resource: number): number {
    return (resource & ~this.#resourceMask) >>> 0
  }

  onEvent(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  close(): void {
    if (this.#lost !== undefined) return
    this.client.terminate()
    this.#lose()
  }

  #lose(cause?: unknown): void {
    if (this.#lost !== undefined) return
    this.#lost = new X11Error('connection-lost', 'The connection to the X server ended.', cause)
    for (const reject of this.#waiting) reject(this.#lost)
    this.#waiting.clear()
    this.#listeners.clear()
  }
}
