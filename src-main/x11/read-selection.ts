import type { PropertyNotifyEvent, SelectionNotifyEvent, X11Event } from 'x11'
import { EventQueue } from './event-queue.ts'
import type { X11Connection } from './x11-connection.ts'

/** The bytes of a selection in one target, as its owner gave them. */
export interface SelectionValue {
  /** Atom of the type. */
  readonly type: number
  /** Bits an element: 8, 16 or 32. */
  readonly format: number
  readonly data: Buffer
}

export type SelectionAnswer =
  | { readonly kind: 'value'; readonly value: SelectionValue }
  /** There is no owner, or it cannot give this target. */
  | { readonly kind: 'refused' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'too-large' }

export interface ReadLimits {
  /** Longest wait for the first answer and for each further piece. */
  readonly answerMs: number
  readonly maximumBytes: number
}

type Arrival = SelectionNotifyEvent | PropertyNotifyEvent

/**
 * Asks the owner of a selection for one target (ICCCM 2.4, INCR 2.7.2). A hung owner costs
 * `answerMs` at most. A signal that fires ends the wait as a timeout. Each read has a
 * window of its own, so that late answers go nowhere.
 */
export async function readSelection(
  connection: X11Connection,
  selection: number,
  target: number,
  limits: ReadLimits,
  signal?: AbortSignal,
): Promise<SelectionAnswer> {
  const [property, incremental, time] = await Promise.all([
    connection.atom('REPHLO_TRANSFER'),
    connection.atom('INCR'),
    connection.timestamp(),
  ])
  const window = connection.createWindow()
  const isArrival = (event: X11Event): event is Arrival =>
    (event.type === 31 && event.requestor === window) ||
    (event.type === 28 && event.wid === window && event.state === 0)
  const arrivals = new EventQueue<Arrival>(connection, isArrival)
  try {
    connection.client.ConvertSelection(window, selection, target, property, time)
    const notice = await nextNotice(arrivals, limits.answerMs, signal)
    if (notice === undefined) return { kind: 'timeout' }
    if (notice.property === 0) return { kind: 'refused' }
    const first = await connection.property(window, property, 1)
    if (first.type !== incremental) return whole(first.type, first.format, [first.data], limits)
    return await readPieces(connection, window, property, arrivals, limits, signal)
  } finally {
    arrivals.dispose()
    if (!connection.isLost) connection.client.DestroyWindow(window)
  }
}

async function nextNotice(
  arrivals: EventQueue<Arrival>,
  answerMs: number,
  signal: AbortSignal | undefined,
): Promise<SelectionNotifyEvent | undefined> {
  const deadline = performance.now() + answerMs
  for (;;) {
    const event = await arrivals.next(deadline - performance.now(), signal)
    if (event === undefined || event.type === 31) return event
  }
}

async function readPieces(
  connection: X11Connection,
  window: number,
  property: number,
  arrivals: EventQueue<Arrival>,
  limits: ReadLimits,
  signal: AbortSignal | undefined,
): Promise<SelectionAnswer> {
  const pieces: Buffer[] = []
  let total = 0
  for (;;) {
    if ((await arrivals.next(limits.answerMs, signal)) === undefined) return { kind: 'timeout' }
    const piece = await connection.property(window, property, 1)
    if (piece.type === 0) continue
    if (piece.data.length === 0) return whole(piece.type, piece.format, pieces, limits)
    pieces.push(piece.data)
    total += piece.data.length
    if (total > limits.maximumBytes) return { kind: 'too-large' }
  }
}

function whole(type: number, format: number, pieces: readonly Buffer[], limits: ReadLimits): SelectionAnswer {
  const data = Buffer.concat(pieces)
  return data.length > limits.maximumBytes
    ? { kind: 'too-large' }
    : { kind: 'value', value: { type, format, data } }
}
