const maximumCharacters = 300
/** What a cut through an emoji leaves; strict servers refuse it. */
const halfCharacters = /[\ud800-\udfff]/gu
/** The opening of a tag that means something in our prompts. */
const ourTags = /<(?=\s*\/?\s*(?:task|text|instructions|clipboard|variables?|document)(?:-\d+)?(?![\w-]))/gi

/**
 * A window's title is whatever a web page says: it must be short and must not pass for lines of the task, nor
 * for the elements that say whose words are whose.
 */
export function oneLine(value: string): string {
  const line = value.replaceAll(/\s+/g, ' ').trim().slice(0, maximumCharacters)
  return line.replaceAll(halfCharacters, '').trimEnd().replaceAll(ourTags, '‹')
}
