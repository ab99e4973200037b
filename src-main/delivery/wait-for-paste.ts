import { isSameProgram } from '../x11/same-program.ts'
import type { ClipboardOwner } from '../x11/clipboard-owner.ts'
import type { Transfer } from '../x11/serve-selection.ts'
import type { X11Connection } from '../x11/x11-connection.ts'

export interface PasteLimits {
  /** From the keys to the program's first request for the text. */
  readonly requestMs: number
  /** From that request to the end of the transfer. */
  readonly transferMs: number
  /** Programs may ask for a second format; the paste is over when they ask for nothing for so long. */
  readonly quietMs: number
}

export const pasteLimits: PasteLimits = { requestMs: 1_500, transferMs: 10_000, quietMs: 80 }

/**
 * Resolves to true when the source program has taken the text completely. Others that ask, such as clipboard
 * managers, do not count. Call it before the paste keys are sent.
 */
export function waitForPaste(
  connection: X11Connection,
  owner: ClipboardOwner,
  source: number,
  limits: PasteLimits,
): Promise<boolean> {
  return new Promise((resolve) => {
    let isOver = false
    let timer = setTimeout(() => finish(false), limits.requestMs)
    const stop = owner.onTransfer((transfer) => {
      // A rejection means that the connection is lost; the time limit then ends the wait.
      isSameProgram(connection, transfer.requestor, source).then(
        (isSource) => {
          if (isSource) advance(transfer)
        },
        () => undefined,
      )
    })
    const advance = (transfer: Transfer): void => {
      clearTimeout(timer)
      if (isOver) return
      timer =
        transfer.state === 'complete'
          ? setTimeout(() => finish(true), limits.quietMs)
          : setTimeout(() => finish(false), transfer.state === 'begun' ? limits.transferMs : limits.requestMs)
    }
    const finish = (isTaken: boolean): void => {
      isOver = true
      stop()
      resolve(isTaken)
    }
  })
}
