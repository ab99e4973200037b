/**
 * The part of the `x11` 4.2 package that Rephlo uses; wire formats as in its docs/core-requests.md and
 * docs/ext/.
 */
declare module 'x11' {
  import type { EventEmitter } from 'node:events'
  import type { Duplex } from 'node:stream'

  /** A protocol error: the server refused one request; the connection goes on. */
  export interface X11ProtocolError extends Error {
    /** The error number of the protocol: 3 is BadWindow, 5 BadAtom. */
    readonly error: number
  }

  /** Returns true when an error was handled; otherwise the client emits it as `error`. */
  export type X11Callback<Result> = (error: Error | null | undefined, result: Result) => boolean

  export interface X11Property {
    /** Atom of the type; 0 when there is no such property. */
    readonly type: number
    /** Bits an element: 0 (no property), 8, 16 or 32. */
    readonly format: number
    readonly bytesAfter: number
    readonly data: Buffer
  }

  export interface SelectionNotifyEvent {
    readonly type: 31
    readonly requestor: number
    readonly selection: number
    readonly target: number
    readonly property: number
    readonly time: number
  }
  export interface SelectionRequestEvent {
    readonly type: 30
    readonly owner: number
    readonly requestor: number
    readonly selection: number
    readonly target: number
    readonly property: number
    readonly time: number
  }
  export interface SelectionClearEvent {
    readonly type: 29
    readonly owner: number
    readonly selection: number
    readonly time: number
  }
  /** state: 0 a new value, 1 deleted. */
  export interface PropertyNotifyEvent {
    readonly type: 28
    readonly wid: number
    readonly atom: number
    readonly time: number
    readonly state: 0 | 1
  }
  export type X11Event =
    SelectionNotifyEvent | SelectionRequestEvent | SelectionClearEvent | PropertyNotifyEvent

  /**
   * XFIXES SelectionNotify; its type is the extension's first event number. Times are server milliseconds.
   */
  export interface XFixesSelectionEvent {
    readonly type: number
    readonly owner: number
    readonly selection: number
    readonly timestamp: number
    readonly selectionTimestamp: number
  }

  export interface XFixesExtension {
    readonly firstEvent: number
    readonly SelectionEventMask: {
      readonly SetSelectionOwner: 1
      readonly SelectionWindowDestroy: 2
      readonly SelectionClientClose: 4
    }
    SelectSelectionInput(window: number, selection: number, eventMask: number): void
  }

  export interface XTestExtension {
    readonly KeyPress: 2
    readonly KeyRelease: 3
    /** time: delay in milliseconds; window, x and y are for the pointer and are 0 for keys. */
    FakeInput(type: number, keycode: number, time: number, window: number, x: number, y: number): void
  }

  export interface XResourceExtension {
    readonly ClientIdMask: { readonly LocalClientPID: 2 }
    QueryClientIds(
      specs: readonly { client: number; mask: number }[],
      callback: X11Callback<readonly { client: number; value: readonly number[] }[]>,
    ): void
  }

  export interface XkbExtension {
    readonly UseCoreKbd: number
    UseExtension(major: number, minor: number, callback: X11Callback<{ readonly supported: number }>): void
    GetState(device: number, callback: X11Callback<{ readonly group: number }>): void
    /** Bits of `selectAll` and parts of `map` are told from now on, as events named `XkbEvent`. */
    SelectEvents(
      device: number,
      affectWhich: number,
      clear: number,
      selectAll: number,
      affectMap: number,
      map: number,
    ): void
  }

  export interface X11Client extends EventEmitter {
    readonly stream: Duplex
    /** Numbers of known atoms by name; shared by all connections until it is replaced. */
    atoms: Readonly<Record<string, number>>
    AllocID(): number
    terminate(): void
    require(name: 'fixes', callback: X11Callback<XFixesExtension>): void
    require(name: 'xtest', callback: X11Callback<XTestExtension>): void
    require(name: 'res', callback: X11Callback<XResourceExtension>): void
    require(name: 'xkb', callback: X11Callback<XkbExtension>): void
    CreateWindow(
      id: number,
      parent: number,
      x: number,
      y: number,
      width: number,
      height: number,
      borderWidth: number,
      depth: number,
      windowClass: number,
      visual: number,
      values: { eventMask?: number; overrideRedirect?: boolean },
    ): void
    DestroyWindow(window: number): void
    ChangeWindowAttributes(window: number, values: { eventMask: number }): void
    InternAtom(onlyIfExists: boolean, name: string, callback: X11Callback<number>): void
    GetAtomName(atom: number, callback: X11Callback<string>): void
    /**
     * mode: 0 replace, 1 prepend, 2 append. At most 262,116 bytes of data: the package does not send big
     * requests.
     */
    ChangeProperty(
      mode: 0 | 1 | 2,
      window: number,
      property: number,
      type: number,
      format: number,
      data: Buffer,
    ): void
    /** type 0 is any; length in units of four bytes. */
    GetProperty(
      remove: 0 | 1,
      window: number,
      property: number,
      type: number,
      offset: number,
      length: number,
      callback: X11Callback<X11Property>,
    ): void
    /** window 0 gives the selection up; ignored by the server when the time is older than the last change. */
    SetSelectionOwner(window: number, selection: number, time: number): void
    GetSelectionOwner(selection: number, callback: X11Callback<number>): void
    ConvertSelection(
      requestor: number,
      selection: number,
      target: number,
      property: number,
      time: number,
    ): void
    SendEvent(
      destination: number,
      propagate: boolean | number,
      eventMask: number,
      event: Record<string, string | number>,
    ): void
    SendClientMessage(
      destination: number,
      window: number,
      messageType: number,
      format: 8 | 16 | 32,
      data: readonly number[],
    ): void
    SetInputFocus(window: number, revertTo: 0 | 1 | 2): void
    GetInputFocus(callback: X11Callback<{ readonly focus: number }>): void
    QueryTree(
      window: number,
      callback: X11Callback<{
        readonly root: number
        readonly parent: number
        readonly children: readonly number[]
      }>,
    ): void
    /** 32 bytes; bit n is set while the key with keycode n is down. */
    QueryKeymap(callback: X11Callback<Buffer>): void
    /** Keysyms of each keycode. */
    GetKeyboardMapping(
      firstKeycode: number,
      count: number,
      callback: X11Callback<readonly (readonly number[])[]>,
    ): void
    /** Keycodes of Shift, Lock, Control, Mod1 to Mod5; 0 fills up a row. */
    GetModifierMapping(callback: X11Callback<readonly (readonly number[])[]>): void
  }

  export interface X11Display {
    readonly client: X11Client
    readonly screen: readonly { readonly root: number }[]
    readonly resource_mask: number
    readonly min_keycode: number
    readonly max_keycode: number
  }

  export interface X11Options {
    readonly display: string
    readonly disableBigRequests?: boolean
    readonly shm?: false
  }

  /** Throws when the display's name cannot be read; the callback gets every other failure. */
  export function createClient(
    options: X11Options,
    callback: (error: Error | undefined, display: X11Display | undefined) => void,
  ): X11Client
}
