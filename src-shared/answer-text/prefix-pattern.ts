/** A pattern that matches the beginnings of a word, the empty one and the whole one among them. */
export function prefixPattern(word: string): string {
  return Array.from(word).reduceRight((rest, character) => `(?:${escapePattern(character)}${rest})?`, '')
}

/** A text as a pattern that matches it alone. */
export function escapePattern(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
}
