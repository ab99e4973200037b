import type { X11Callback, XResourceExtension } from 'x11'
import type { X11Connection } from './x11-connection.ts'

const extensions = new WeakMap<X11Connection, Promise<XResourceExtension | undefined>>()

/**
 * True when both resources belong to one program: the same connection, or connections of the same local
 * process.
 */
export async function isSameProgram(
  connection: X11Connection,
  first: number,
  second: number,
): Promise<boolean> {
  if (connection.isSameConnection(first, second)) return true
  const [firstProcess, secondProcess] = await readProcessIds(connection, [first, second])
  return firstProcess !== undefined && firstProcess === secondProcess
}

/**
 * The processes behind some resources, as the server knows them (X-Resource 1.2). This also works for windows
 * without _NET_WM_PID. Undefined for remote clients, for vanished ones and for servers without the extension.
 */
export async function readProcessIds(
  connection: X11Connection,
  resources: readonly number[],
): Promise<readonly (number | undefined)[]> {
  const extension = await resourceExtension(connection)
  if (extension === undefined) return resources.map(() => undefined)
  return await Promise.all(resources.map((resource) => readProcessId(connection, extension, resource)))
}

async function readProcessId(
  connection: X11Connection,
  extension: XResourceExtension,
  resource: number,
): Promise<number | undefined> {
  type Identifiers = readonly { readonly value: readonly number[] }[]
  const ask = (callback: X11Callback<Identifiers>): void =>
    extension.QueryClientIds([{ client: resource, mask: extension.ClientIdMask.LocalClientPID }], callback)
  try {
    return (await connection.ask<Identifiers>((_, callback) => ask(callback)))[0]?.value[0]
  } catch (error) {
    if (connection.isLost) throw error
    return undefined
  }
}

function resourceExtension(connection: X11Connection): Promise<XResourceExtension | undefined> {
  const known = extensions.get(connection)
  if (known !== undefined) return known
  const extension = connection
    .ask<XResourceExtension>((client, callback) => client.require('res', callback))
    .catch(() => undefined)
  extensions.set(connection, extension)
  return extension
}
