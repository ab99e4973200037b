import type { Command } from '../../../src-shared/entities.ts'

const wordsOf = (text: string) =>
  text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')

/**
 * How far apart the letters of `query` lie in `text` when they appear in order; undefined when they do not.
 */
function subsequenceSpread(query: string, text: string): number | undefined {
  let first = -1
  let position = -1
  for (const letter of query) {
    position = text.indexOf(letter, position + 1)
    if (position === -1) return undefined
    if (first === -1) first = position
  }
  return position - first + 1 - query.length
}

/**
 * Points for one typed word; 0 is no match. A word's start beats its middle, the title beats the description.
 */
function scoreWord(query: string, command: Command): number {
  const title = command.title.toLowerCase()
  const words = wordsOf(title)
  if (title.startsWith(query)) return 100
  const wordIndex = words.findIndex((word) => word.startsWith(query))
  if (wordIndex !== -1) return 90 - wordIndex
  if (
    query.length > 1 &&
    words
      .map((word) => word.charAt(0))
      .join('')
      .startsWith(query)
  )
    return 75
  if (title.includes(query)) return 60
  if (wordsOf(command.description).some((word) => word.startsWith(query))) return 30
  const spread = subsequenceSpread(query, title)
  return spread === undefined ? 0 : Math.max(1, 25 - spread)
}

/** The Commands that match every typed word, best first; Commands that match alike keep their order. */
export function rankCommands(commands: readonly Command[], filter: string): Command[] {
  const queries = wordsOf(filter)
  if (queries.length === 0) return [...commands]
  return commands
    .map((command) => {
      const scores = queries.map((query) => scoreWord(query, command))
      return { command, score: scores.includes(0) ? 0 : scores.reduce((sum, score) => sum + score, 0) }
    })
    .filter(({ score }) => score > 0)
    .sort((one, other) => other.score - one.score)
    .map(({ command }) => command)
}
