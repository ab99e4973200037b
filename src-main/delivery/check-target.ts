import { readSelectionText } from '../x11/read-selection-text.ts'
import { describeWindow, readClientList } from '../x11/window-properties.ts'
import { X11Error } from '../x11/x11-error.ts'
import type { X11Connection } from '../x11/x11-connection.ts'
import type { DeliveryRequest, DeliveryTarget } from './delivery.ts'
import { refusals, type Refusal } from './refusals.ts'

const limits = { answerMs: 1_000, maximumBytes: 16 * 1024 * 1024 }

export interface TargetCheck {
  /** How many times longer than usual the program may take to hand over its selection. */
  readonly patience: number
  readonly signal?: AbortSignal
}

/**
 * Why nothing may be pasted there; undefined when the target and its selection are as they
 * were at the capture. Throws the signal's reason.
 */
export async function checkTarget(
  connection: X11Connection,
  request: DeliveryRequest & { readonly source: DeliveryTarget },
  check: TargetCheck,
): Promise<Refusal | undefined> {
  const { source } = request
  if (source.isTerminal) return refusals.terminal(source)
  if (!(await isOpen(connection, source.id))) return refusals.sourceGone(source)
  if (!(await isSameSelection(connection, request, check))) return refusals.selectionChanged(source)
  return undefined
}

/**
 * Window managers list the windows that a person can reach; one that is not listed was closed or hidden for
 * good.
 */
async function isOpen(connection: X11Connection, window: number): Promise<boolean> {
  try {
    await describeWindow(connection, window)
  } catch (error) {
    if (error instanceof X11Error && error.code === 'request-failed') return false
    throw error
  }
  const windows = await readClientList(connection)
  return windows.length === 0 || windows.includes(window)
}

async function isSameSelection(
  connection: X11Connection,
  request: DeliveryRequest & { readonly source: DeliveryTarget },
  { patience, signal }: TargetCheck,
): Promise<boolean> {
  const primary = await connection.atom('PRIMARY')
  const owner = await connection.ask<number>((client, callback) =>
    client.GetSelectionOwner(primary, callback),
  )
  const { selectionOwner } = request.source
  if (selectionOwner !== undefined && owner !== selectionOwner) return false
  if (request.originalText === '') return true
  const patient = { ...limits, answerMs: limits.answerMs * patience }
  const current = await readSelectionText(connection, 'PRIMARY', patient, signal)
  signal?.throwIfAborted()
  return current.kind === 'text' && current.text === request.originalText
}
