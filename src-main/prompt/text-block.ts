import { createHash } from 'node:crypto'
import type { TextBlock } from '../../src-shared/composed-prompt.ts'

/** A block of text with the hash that tells it apart. */
export function textBlock(segment: TextBlock['segment'], text: string, tokens: number): TextBlock {
  return { segment, text, tokens, hash: sha256(text) }
}

/** In hex, of the text's UTF-8 bytes. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
