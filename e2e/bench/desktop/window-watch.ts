import type { Desktop } from './desktop.ts'

const structureNotifyMask = 0x0002_0000
/** X protocol, section 10: the event that tells that a window is on the screen. */
const mapNotify = 19

/** Watches one window from outside its program: when it was put on the screen last. */
export class WindowWatch {
  #mappedAt: number | undefined

  constructor({ connection }: Desktop, window: number) {
    connection.client.ChangeWindowAttributes(window, { eventMask: structureNotifyMask })
    connection.client.on('event', (event: { readonly type: number; readonly wid?: number }) => {
      if (event.type === mapNotify && event.wid === window) this.#mappedAt = performance.now()
    })
  }

  /** Monotonic milliseconds at which the X server's word arrived here; throws when the window did not come since `after`. */
  mappedSince(after: number): number {
    if (this.#mappedAt === undefined || this.#mappedAt < after)
      throw new Error('The X server did not put the popup on the screen.')
    return this.#mappedAt
  }
}
