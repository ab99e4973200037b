import { printableText } from '../../src-shared/printable-text.ts'
import type { DeliveryRequest } from './delivery.ts'
import { withEdgesOf } from './with-edges-of.ts'

/**
 * What is pasted. An insertion starts on a line of its own below the selection; where the
 * selection already ends with a line break the caret stands at the start of the next line,
 * and the line break goes behind the text instead.
 */
export function composeInsertion({
  mode,
  text,
  originalText,
}: Pick<DeliveryRequest, 'mode' | 'text' | 'originalText'>): string {
  const printable = printableText(text)
  switch (mode) {
    case 'replace':
      return withEdgesOf(originalText, printable)
    case 'insert-below': {
      if (!originalText.endsWith('\n')) return `\n${printable}`
      return printable.endsWith('\n') ? printable : `${printable}\n`
    }
  }
}
