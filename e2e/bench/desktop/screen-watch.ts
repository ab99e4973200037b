import { X11Connection } from '../../../src-main/x11/x11-connection.ts'
import { until } from './until.ts'

const wholePixels = 2
const allPlanes = 0xffff_ffff
/** A blinking text cursor may differ. */
const leastShare = 0.99

/** A part of the screen, in pixels. */
export interface Area {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

/** Looks at the screen itself, on a connection of its own, so that looking delays no key. */
export class ScreenWatch implements Disposable {
  readonly #connection: X11Connection
  readonly #area: Area

  private constructor(connection: X11Connection, area: Area) {
    this.#connection = connection
    this.#area = area
  }

  static async open(area: Area): Promise<ScreenWatch> {
    return new ScreenWatch(await X11Connection.open(process.env.DISPLAY ?? ''), area)
  }

  /** The pixels as they are now. */
  async look(): Promise<Buffer> {
    const { x, y, width, height } = this.#area
    const { root } = this.#connection
    const image = await this.#connection.ask<{ readonly data: Buffer }>((client, callback) =>
      client.GetImage(wholePixels, root, x, y, width, height, allPlanes, callback),
    )
    return Buffer.from(image.data)
  }

  /** The moment (`performance.now`) at which this picture was first seen on the screen. */
  async untilLooksLike(picture: Buffer): Promise<number> {
    return await until(
      'the popup to be seen on the screen',
      async () => (sameShare(await this.look(), picture) >= leastShare ? performance.now() : undefined),
      0,
    )
  }

  [Symbol.dispose](): void {
    this.#connection.close()
  }
}

/** The share of pixels that are alike; nothing when the sizes differ. */
export function sameShare(one: Buffer, other: Buffer): number {
  if (one.length !== other.length || one.length < 4) return 0
  let same = 0
  for (let at = 0; at + 4 <= one.length; at += 4)
    if (one.readUInt32LE(at) === other.readUInt32LE(at)) same += 1
  return same / (one.length / 4)
}
