import { readSelection, type SelectionValue } from './read-selection.ts'
import type { SelectionContent } from './serve-selection.ts'
import type { X11Connection } from './x11-connection.ts'

/**
 * Targets that describe or command the owner, or point into its memory:
 * they are no content, and asking can have effects.
 */
const metaTargets: ReadonlySet<string> = new Set([
  'TARGETS',
  'MULTIPLE',
  'TIMESTAMP',
  'SAVE_TARGETS',
  'DELETE',
  'INSERT_SELECTION',
  'INSERT_PROPERTY',
  'ADOBE_TARGETS',
  'GTK_TEXT_BUFFER_CONTENTS',
  'CLIENT_WINDOW',
  'WINDOW',
  'OWNER_OS',
  'HOST_NAME',
  'USER',
  'CLASS',
  'NAME',
  'PROCESS',
  'TASK',
])
/**
 * Targets whose value is the number of something in the server that ends
 * with its owner; a copy of it would be worthless.
 */
const serverSideTargets: ReadonlySet<string> = new Set(['PIXMAP', 'BITMAP', 'DRAWABLE', 'COLORMAP', 'PIXEL'])

export interface SnapshotLimits {
  /** For all targets together. */
  readonly totalMs: number
  /** For each answer and each piece. */
  readonly answerMs: number
  readonly maximumBytes: number
}

export const snapshotLimits: SnapshotLimits = {
  totalMs: 3_000,
  answerMs: 1_000,
  maximumBytes: 256 * 1024 * 1024,
}

export type ClipboardSnapshot =
  /** Everything that the owner would give to anybody; undefined content when CLIPBOARD had no owner. */
  | { readonly isComplete: true; readonly content: SelectionContent | undefined }
  | { readonly isComplete: false; readonly reason: string }

/**
 * Copies CLIPBOARD in every format. A target that its owner refuses is no loss: nobody could have pasted it.
 * A target that does not arrive in time or is too large makes the snapshot incomplete.
 */
export async function snapshotClipboard(
  connection: X11Connection,
  limits: SnapshotLimits,
  signal?: AbortSignal,
): Promise<ClipboardSnapshot> {
  const [clipboard, targetsAtom] = await Promise.all([
    connection.atom('CLIPBOARD'),
    connection.atom('TARGETS'),
  ])
  const owner = await connection.ask<number>((client, callback) =>
    client.GetSelectionOwner(clipboard, callback),
  )
  if (owner === 0) return { isComplete: true, content: undefined }
  const answer = await readSelection(connection, clipboard, targetsAtom, limits, signal)
  if (answer.kind === 'timeout' || answer.kind === 'too-large')
    return { isComplete: false, reason: 'the program that filled it does not answer' }
  const names =
    answer.kind === 'refused'
      ? await plainTextTargets(connection)
      : await namedTargets(connection, answer.value)
  const kept = new Map([...names].filter(([name]) => !metaTargets.has(name) && !serverSideTargets.has(name)))
  if (kept.size === 0 && [...names.keys()].some((name) => serverSideTargets.has(name)))
    return { isComplete: false, reason: 'it holds a picture that only its program can give' }
  return await copyTargets(connection, clipboard, kept, limits, signal)
}

async function copyTargets(
  connection: X11Connection,
  clipboard: number,
  targets: ReadonlyMap<string, number>,
  limits: SnapshotLimits,
  signal: AbortSignal | undefined,
): Promise<ClipboardSnapshot> {
  const deadline = performance.now() + limits.totalMs
  const content = new Map<number, SelectionValue>()
  let bytes = 0
  for (const [name, target] of targets) {
    const answerMs = Math.min(limits.answerMs, deadline - performance.now())
    const answer = await readSelection(
      connection,
      clipboard,
      target,
      { answerMs, maximumBytes: limits.maximumBytes - bytes },
      signal,
    )
    if (answer.kind === 'timeout')
      return { isComplete: false, reason: `its format ${name} did not arrive in time` }
    if (answer.kind === 'too-large')
      return {
        isComplete: false,
        reason: `it is larger than ${Math.round(limits.maximumBytes / 1024 / 1024)} MB`,
      }
    if (answer.kind === 'refused') continue
    content.set(target, answer.value)
    bytes += answer.value.data.length
  }
  return { isComplete: true, content }
}

async function namedTargets(
  connection: X11Connection,
  list: SelectionValue,
): Promise<ReadonlyMap<string, number>> {
  const atoms = Array.from({ length: Math.floor(list.data.length / 4) }, (_, index) =>
    list.data.readUInt32LE(index * 4),
  )
  const named = await Promise.all(
    [...new Set(atoms)]
      .filter((atom) => atom !== 0)
      .map(async (atom) => [await connection.atomName(atom), atom] as const),
  )
  return new Map(named)
}

/** For owners so old that they do not list their targets. */
async function plainTextTargets(connection: X11Connection): Promise<ReadonlyMap<string, number>> {
  const names = ['UTF8_STRING', 'STRING']
  return new Map(await Promise.all(names.map(async (name) => [name, await connection.atom(name)] as const)))
}
