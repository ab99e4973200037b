/**
 * A text in the frame of the one that it replaces: the white space that the original
 * begins and ends with, where the text has none there, and its line ends. Models leave
 * these off, and what follows the selection would move up.
 */
export function withEdgesOf(original: string, text: string): string {
  if (original.trim() === '' || text.trim() === '') return text
  const framed = withEndOf(original, withBeginningOf(original, text))
  const lineEnd = lineEndOf(original)
  return lineEnd === undefined ? framed : framed.replaceAll(/\r?\n/g, lineEnd)
}

function withBeginningOf(original: string, text: string): string {
  const beginning = /^\s*/.exec(original)?.[0] ?? ''
  return /^\s/.test(text) ? blankLinesOf(beginning) + text.replace(/^(?:[^\S\n]*\n)+/, '') : beginning + text
}

function withEndOf(original: string, text: string): string {
  const end = original.slice(original.trimEnd().length)
  return end === '' ? text : text.trimEnd() + end
}

function blankLinesOf(beginning: string): string {
  return beginning.slice(0, beginning.lastIndexOf('\n') + 1)
}

/** The one kind of line end that a text has; undefined where it has none, or both. */
function lineEndOf(text: string): string | undefined {
  const breaks = text.match(/\r?\n/g) ?? []
  const [first] = breaks
  return breaks.every((each) => each === first) ? first : undefined
}
