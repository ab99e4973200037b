import { setTimeout as delay } from 'node:timers/promises'
import {
  restoreClipboard,
  saveClipboard,
  textOf,
  type ClipboardFormat,
  type SystemClipboard,
} from './system-clipboard.ts'
import type { SystemKeys } from './system-keys.ts'

export type CopiedText =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'none' }
  /** reason: a sentence for a person. */
  | { readonly kind: 'refused'; readonly reason: string }

export interface CopyTiming {
  readonly patienceMs: number
  readonly pollMs: number
}

const usualTiming: CopyTiming = { patienceMs: 300, pollMs: 10 }

/**
 * Reads the selection of a program without accessibility: asks it to copy, reads the
 * clipboard and puts it back. Refuses rather than lose anything on the clipboard. The signal
 * ends the wait; the clipboard is put back all the same.
 */
export async function copySelectedText(
  clipboard: SystemClipboard,
  keys: SystemKeys,
  signal: AbortSignal,
  timing: CopyTiming = usualTiming,
): Promise<CopiedText> {
  const loan = await saveClipboard(clipboard)
  if (loan.kind === 'refused')
    return {
      kind: 'refused',
      reason: `The selection was not read, because ${loan.reason}. Copy the text and paste it here.`,
    }
  await clipboard.clear()
  let copied: readonly ClipboardFormat[] = []
  try {
    await keys.copy()
    copied = await waitForCopy(clipboard, signal, timing)
  } finally {
    await restoreClipboard(clipboard, loan.formats, copied)
  }
  const text = textOf(copied)
  return text === undefined || text === '' ? { kind: 'none' } : { kind: 'text', text }
}

async function waitForCopy(
  clipboard: SystemClipboard,
  signal: AbortSignal,
  timing: CopyTiming,
): Promise<readonly ClipboardFormat[]> {
  const deadline = performance.now() + timing.patienceMs
  while (performance.now() < deadline && !signal.aborted) {
    const formats = await clipboard.read()
    if (formats.length > 0) return formats
    await delay(timing.pollMs)
  }
  return []
}
