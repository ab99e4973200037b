/** Patterns are few and set by the operator; more than this many are somebody's mistake and not kept. */
const mostCompiled = 1000

type Matcher = (text: string) => boolean

/**
 * Whether a text fits a pattern, in which `*` stands for anything,
 * also nothing; upper and lower case are the same.
 */
export function createPatternMatcher(): (text: string, pattern: string) => boolean {
  const compiled = new Map<string, Matcher>()
  return (text, pattern) => {
    const known = compiled.get(pattern)
    if (known !== undefined) return known(text)
    const matcher = compile(pattern.trim().toLowerCase().split('*'))
    if (compiled.size >= mostCompiled) compiled.clear()
    compiled.set(pattern, matcher)
    return matcher(text)
  }
}

/**
 * The pieces between the asterisks must follow each other: linear,
 * where a regular expression could run for ever.
 */
function compile(pieces: readonly string[]): Matcher {
  const [first = '', ...rest] = pieces
  const last = rest.pop()
  if (last === undefined) return (text) => text.toLowerCase() === first
  const smallest = first.length + last.length
  return (text) => {
    const lower = text.toLowerCase()
    if (lower.length < smallest || !lower.startsWith(first) || !lower.endsWith(last)) return false
    let from = first.length
    const end = lower.length - last.length
    for (const piece of rest) {
      const found = lower.indexOf(piece, from)
      if (found < 0 || found + piece.length > end) return false
      from = found + piece.length
    }
    return true
  }
}
