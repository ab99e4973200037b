import type { DeliveryRequest } from './delivery.ts'

/**
 * What is pasted. An insertion starts on a line of its own below the selection; where the selection already ends with a
 * line break the caret stands at the start of the next line, and the line break goes behind the text instead.
 */
export function composeInsertion(request: Pick<DeliveryRequest, 'mode' | 'text' | 'originalText'>): string {
  switch (request.mode) {
    case 'replace':
      return request.text
    case 'insert-below': {
      if (!request.originalText.endsWith('\n')) return `\n${request.text}`
      return request.text.endsWith('\n') ? request.text : `${request.text}\n`
    }
  }
}
