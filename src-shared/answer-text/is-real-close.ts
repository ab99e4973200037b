/**
 * What stands around a mark. `follows` reaches at least to the first
 * character that is no white space, or to the end.
 */
export interface Surroundings {
  /** The line before the mark. */
  readonly line: string
  readonly follows: string
}

const sentenceEnd = /[.!?…。！？:;)\]}>*"'”’»]\s*$/
const quote = /["'“”‘’«»([{/=,|]$/
/** What may come first in an answer: a capital, a digit, a letter without case, an opening mark. */
const beginning = /^[\p{Lu}\p{Lo}\p{N}\p{Emoji_Presentation}"'“«¿¡([{<#*>`~_|-]/u

/**
 * Whether a mark that ends thinking does end it there, or is only spoken of: it does when
 * its line holds nothing behind it, when it is glued to the words before it, or when one
 * sentence ends before it and another begins behind it.
 */
export function isRealClose({ line, follows }: Surroundings): boolean {
  const before = line.trimEnd()
  const next = follows.trimStart()
  const endsLine = /^[^\S\n]*(?:\n|$)/.test(follows)
  if (before === '') return endsLine || !/^\s/.test(follows) || beginning.test(next)
  if (endsLine) return !isQuoted(line)
  if (isQuoted(line)) return false
  if (before === line) return !/^[\s.,;:!?]/.test(follows) || beginning.test(next)
  return sentenceEnd.test(line) && beginning.test(next)
}

/** Whether a mark stands alone on its line. */
export function isOwnLine({ line, follows }: Surroundings): boolean {
  return line.trim() === '' && /^[^\S\n]*(?:\n|$)/.test(follows)
}

function isQuoted(line: string): boolean {
  return quote.test(line) || line.endsWith('`') || /^\s*(?:[-*+]|\d+[.)])\s+$/.test(line)
}
