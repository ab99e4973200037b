import type { X11Connection } from './x11-connection.ts'

/** What another program says about one of its windows. */
export interface WindowDescription {
  readonly title?: string
  /** The second part of WM_CLASS: the program, for example `Mousepad`. */
  readonly applicationName?: string
}

/**
 * The window that has the person's attention, or undefined. Without a window
 * manager that says so: the one with the input focus.
 */
export async function readActiveWindow(connection: X11Connection): Promise<number | undefined> {
  const [active] = await readCardinals(connection, connection.root, '_NET_ACTIVE_WINDOW')
  if (active !== undefined && active !== 0) return active
  return active === 0 ? undefined : await focusedTopLevel(connection)
}

/** All windows that the window manager manages. */
export async function readClientList(connection: X11Connection): Promise<readonly number[]> {
  return await readCardinals(connection, connection.root, '_NET_CLIENT_LIST')
}

/** Rejects with `request-failed` when the window is gone. */
export async function describeWindow(connection: X11Connection, window: number): Promise<WindowDescription> {
  const [windowClass, netName, name] = await Promise.all([
    readBytes(connection, window, 'WM_CLASS'),
    readBytes(connection, window, '_NET_WM_NAME'),
    readBytes(connection, window, 'WM_NAME'),
  ])
  const title = netName?.toString('utf8') ?? name?.toString('latin1')
  const applicationName = windowClass?.toString('latin1').split('\0').filter(Boolean).at(-1)
  return {
    ...(title === undefined ? {} : { title }),
    ...(applicationName === undefined ? {} : { applicationName }),
  }
}

/** True when `window` is `ancestor` or lies inside it. */
export async function isInside(
  connection: X11Connection,
  window: number,
  ancestor: number,
): Promise<boolean> {
  for await (const current of windowAndParents(connection, window)) {
    if (current === ancestor) return true
  }
  return false
}

/** The window with the keyboard: undefined for none (0) and for “wherever the pointer is” (1). */
export async function readFocus(connection: X11Connection): Promise<number | undefined> {
  const { focus } = await connection.ask<{ readonly focus: number }>((client, callback) =>
    client.GetInputFocus(callback),
  )
  return focus > 1 ? focus : undefined
}

async function focusedTopLevel(connection: X11Connection): Promise<number | undefined> {
  const focus = await readFocus(connection)
  if (focus === undefined) return undefined
  for await (const current of windowAndParents(connection, focus)) {
    if ((await readBytes(connection, current, 'WM_CLASS')) !== undefined) return current
  }
  return undefined
}

async function* windowAndParents(connection: X11Connection, window: number): AsyncGenerator<number> {
  let current = window
  while (current !== 0 && current !== connection.root) {
    yield current
    const asked = current
    const tree = await connection.ask<{ readonly parent: number }>((client, callback) =>
      client.QueryTree(asked, callback),
    )
    current = tree.parent
  }
}

async function readBytes(
  connection: X11Connection,
  window: number,
  name: string,
): Promise<Buffer | undefined> {
  const { type, data } = await connection.property(window, await connection.atom(name))
  return type === 0 ? undefined : data
}

async function readCardinals(
  connection: X11Connection,
  window: number,
  name: string,
): Promise<readonly number[]> {
  const data = (await readBytes(connection, window, name)) ?? Buffer.alloc(0)
  return Array.from({ length: Math.floor(data.length / 4) }, (_, index) => data.readUInt32LE(index * 4))
}
