import type { PropertyNotifyEvent, X11Event } from 'x11'
import { EventQueue } from './event-queue.ts'
import type { SelectionValue } from './read-selection.ts'
import type { X11Connection } from './x11-connection.ts'

/** A receiver that takes longer for one piece is given up. */
const pieceDeadlineMs = 10_000
const propertyChangeMask = 0x0040_0000

/**
 * Sends a large value in pieces, one each time the receiver deletes the property (ICCCM
 * 2.7.2). Call it before the property of type INCR is set, so that the first deletion is not
 * missed. Resolves to false when the receiver gave up.
 */
export async function sendIncrementally(
  connection: X11Connection,
  transfer: {
    readonly requestor: number
    readonly property: number
    readonly value: SelectionValue
    readonly pieceBytes: number
  },
): Promise<boolean> {
  const { requestor, property, value, pieceBytes } = transfer
  const isDeletion = (event: X11Event): event is PropertyNotifyEvent =>
    event.type === 28 && event.wid === requestor && event.atom === property && event.state === 1
  const deletions = new EventQueue<PropertyNotifyEvent>(connection, isDeletion)
  connection.client.ChangeWindowAttributes(requestor, { eventMask: propertyChangeMask })
  try {
    for (let offset = 0; ; offset += pieceBytes) {
      if ((await deletions.next(pieceDeadlineMs)) === undefined || connection.isLost) return false
      const piece = value.data.subarray(offset, offset + pieceBytes)
      connection.client.ChangeProperty(0, requestor, property, value.type, value.format, piece)
      if (piece.length === 0) return true
    }
  } finally {
    deletions.dispose()
  }
}
