import { setTimeout as delay } from 'node:timers/promises'
import { isInside, readActiveWindow, readFocus } from './window-properties.ts'
import { X11Error } from './x11-error.ts'
import type { X11Connection } from './x11-connection.ts'

const pollMs = 10
/** EWMH source indication: a direct request of the person, which window managers follow. */
const fromPerson = 2
const revertToParent = 2

export type Activation = 'active' | 'refused' | 'gone'

/**
 * Brings a window to the front and waits until it is active and has the keyboard (EWMH
 * _NET_ACTIVE_WINDOW). Half of the patience later it is given the input focus directly, for
 * window managers that only make the request blink.
 */
export async function activateWindow(
  connection: X11Connection,
  window: number,
  patienceMs: number,
): Promise<Activation> {
  try {
    if (await hasKeyboard(connection, window)) return 'active'
    const message = await connection.atom('_NET_ACTIVE_WINDOW')
    connection.client.SendClientMessage(connection.root, window, message, 32, [
      fromPerson,
      await connection.timestamp(),
      0,
    ])
    if (await becomesActive(connection, window, patienceMs / 2)) return 'active'
    connection.client.SetInputFocus(window, revertToParent)
    return (await becomesActive(connection, window, patienceMs / 2)) ? 'active' : 'refused'
  } catch (error) {
    if (error instanceof X11Error && error.code === 'request-failed') return 'gone'
    throw error
  }
}

async function becomesActive(
  connection: X11Connection,
  window: number,
  patienceMs: number,
): Promise<boolean> {
  const deadline = performance.now() + patienceMs
  while (performance.now() < deadline) {
    if (await hasKeyboard(connection, window)) return true
    await delay(pollMs)
  }
  return false
}

/** Asking about the window's tree also tells, by an error, when the window is gone. */
async function hasKeyboard(connection: X11Connection, window: number): Promise<boolean> {
  await connection.ask<{ readonly parent: number }>((client, callback) => client.QueryTree(window, callback))
  const [active, focus] = await Promise.all([readActiveWindow(connection), readFocus(connection)])
  if (active !== window || focus === undefined) return false
  return await isInside(connection, focus, window).catch((error: unknown) => {
    // The focus moved on while we looked, from a window that is gone by now.
    if (error instanceof X11Error && error.code === 'request-failed') return false
    throw error
  })
}
