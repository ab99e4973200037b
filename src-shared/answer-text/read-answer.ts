import { createPrintableReader } from '../printable-text.ts'
import type { AnswerPiece, AnswerReader } from './answer-piece.ts'
import { frameAnswer, type AnswerPurpose } from './frame-answer.ts'
import { separateThoughts } from './separate-thoughts.ts'

/**
 * Reads a model's words as they stream in and gives the answer alone: no thoughts, no template tokens, no
 * wrapper around all of it, no blank edges, no control characters. A blank answer gives no text at all.
 */
export function readAnswer(purpose: AnswerPurpose): AnswerReader {
  const printable = createPrintableReader()
  const thoughts = separateThoughts(purpose.given)
  let frame = frameAnswer(purpose)
  let isShown = false

  const show = (text: string): AnswerPiece[] => {
    if (text === '') return []
    isShown = true
    return [{ kind: 'text', text }]
  }
  const framed = (piece: AnswerPiece): AnswerPiece[] => {
    switch (piece.kind) {
      case 'text':
        return show(frame.push(piece.text))
      case 'thought':
        return [piece]
      case 'retracted': {
        frame = frameAnswer(purpose)
        const wasShown = isShown
        isShown = false
        return wasShown ? [piece] : []
      }
    }
  }
  return {
    push: (text) => thoughts.push(printable.push(text)).flatMap(framed),
    end: () => [
      ...[...thoughts.push(printable.end()), ...thoughts.end()].flatMap(framed),
      ...show(frame.end()),
    ],
  }
}

/** The answer in a model's whole words. */
export function answerIn(text: string, purpose: AnswerPurpose): string {
  const reader = readAnswer(purpose)
  return joinAnswer([...reader.push(text), ...reader.end()])
}

/** The answer that pieces make up. */
export function joinAnswer(pieces: readonly AnswerPiece[]): string {
  return pieces.reduce((answer, piece) => {
    if (piece.kind === 'retracted') return ''
    return piece.kind === 'text' ? answer + piece.text : answer
  }, '')
}
