import { isSameProgram, readProcessIds } from '../x11/same-program.ts'
import type { SelectionWatch } from '../x11/selection-watch.ts'
import { readClientList } from '../x11/window-properties.ts'
import type { X11Connection } from '../x11/x11-connection.ts'

/**
 * - `fits`: the selection is, or may be, the one that the person sees in the active window.
 * - `other-window`: it was made in another window that is still open.
 * - `ours`: it was made in a window of Rephlo.
 */
export type OwnerVerdict = 'fits' | 'other-window' | 'ours'

/**
 * Tells whether a PRIMARY selection belongs to the active window. Owners without any window (xclip, clipboard
 * managers) fit everywhere: they act for the person, not for a window.
 */
export async function judgeOwner(
  connection: X11Connection,
  watch: SelectionWatch,
  owner: number,
  active: number | undefined,
): Promise<OwnerVerdict> {
  const madeIn = watch.windowOf(owner)
  const windows = await readClientList(connection)
  if (active !== undefined && (await isSameProgram(connection, owner, active))) {
    return madeIn === undefined || madeIn === active || !windows.includes(madeIn) ? 'fits' : 'other-window'
  }
  const [ownerProcess, ...processes] = await readProcessIds(connection, [owner, ...windows])
  if (ownerProcess === process.pid) return 'ours'
  const hasWindow = windows.some(
    (window, index) =>
      connection.isSameConnection(owner, window) ||
      (ownerProcess !== undefined && processes[index] === ownerProcess),
  )
  return hasWindow ? 'other-window' : 'fits'
}
