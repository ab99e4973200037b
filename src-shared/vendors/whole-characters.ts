/**
 * A text that comes in pieces, passed on at whole characters: servers split the two halves of an emoji over
 * two pieces, and each half alone would become U+FFFD.
 */
export class WholeCharacters {
  #held = ''

  /** What can be passed on once this piece has come; the first half of a character is held back. */
  take(piece: string): string {
    const text = this.#held === '' ? piece : this.#held + piece
    const isHalf = endsInHalf(text)
    this.#held = isHalf ? text.slice(-1) : ''
    return isHalf ? text.slice(0, -1) : text
  }

  /** What was held back, at the end: half a character cannot be shown. */
  end(): string {
    const rest = this.#held === '' ? '' : '\uFFFD'
    this.#held = ''
    return rest
  }
}

/** Whether a text ends with the first half of a character. */
export function endsInHalf(text: string): boolean {
  const code = text.charCodeAt(text.length - 1)
  return code >= 0xd800 && code <= 0xdbff
}
