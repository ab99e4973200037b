import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import { estimateTokens } from '../../src-shared/estimate-tokens.ts'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import { maximumDocumentBytes } from './decode-document.ts'
import { normaliseText } from '../../src-shared/normalise-text.ts'

/** A document as it is stored: normalised, counted, with the SHA-256 of its title and text. */
export interface DocumentContent {
  readonly title: string
  readonly text: string
  readonly hash: string
  readonly characters: number
  readonly tokens: number
}

/**
 * Checks and measures a document, with a turn of the event loop between the steps: 5 MB take some 80 ms in
 * all, and the hotkey must work meanwhile. Rejects with `bad_input` and `too_large`.
 */
export async function checkDocument(draft: {
  readonly title: string
  readonly text: string
}): Promise<DocumentContent> {
  const title = normaliseText(draft.title).replaceAll('\n', ' ').trim()
  const text = normaliseText(draft.text)
  refuse(title, text)
  await setImmediate()
  const tokens = estimateTokens(text)
  await setImmediate()
  const hash = createHash('sha256')
    .update(`${JSON.stringify(title)}\n`)
    .update(text)
    .digest('hex')
  await setImmediate()
  return { title, text, hash, characters: text.length, tokens }
}

function refuse(title: string, text: string): void {
  if (title === '') throw new RephloError('bad_input', 'Give the document a title.')
  if (text.trim() === '') throw new RephloError('bad_input', 'The document is empty. Paste or type its text.')
  if (Buffer.byteLength(text) > maximumDocumentBytes) {
    throw new RephloError('too_large', 'The document is larger than 5 MB. Split it into smaller ones.')
  }
}
