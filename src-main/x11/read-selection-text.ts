import { readSelection, type ReadLimits } from './read-selection.ts'
import type { X11Connection } from './x11-connection.ts'

export type SelectionText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'none' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'too-large' }

const targets = [
  { name: 'UTF8_STRING', encoding: 'utf8' },
  { name: 'STRING', encoding: 'latin1' },
] as const

/**
 * Reads a selection as text: UTF-8, or Latin-1 from owners that know nothing newer. `none` when there is no
 * text.
 */
export async function readSelectionText(
  connection: X11Connection,
  selectionName: string,
  limits: ReadLimits,
  signal?: AbortSignal,
): Promise<SelectionText> {
  const selection = await connection.atom(selectionName)
  for (const { name, encoding } of targets) {
    const answer = await readSelection(connection, selection, await connection.atom(name), limits, signal)
    if (answer.kind === 'value') return { kind: 'text', text: answer.value.data.toString(encoding) }
    if (answer.kind !== 'refused') return answer
  }
  return { kind: 'none' }
}
