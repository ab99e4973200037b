/**
 * A part of an answer that streams in. `retracted`: what was text until now was none; the answer begins anew.
 */
export type AnswerPiece =
  | { readonly kind: 'text'; readonly text: string }
  /** What the model thought on the way to its answer. */
  | { readonly kind: 'thought'; readonly text: string }
  | { readonly kind: 'retracted' }

/**
 * Reads a text in pieces of any size; the pieces that it gives do not depend on where those were cut, once
 * joined.
 */
export interface AnswerReader {
  push(text: string): AnswerPiece[]
  /** What was still waiting for more. Called once. */
  end(): AnswerPiece[]
}
