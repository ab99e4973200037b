const maximumCharacters = 300

/** A window's title is whatever a web page says: it must be short and must not pass for lines of the task. */
export function oneLine(value: string): string {
  return value.replaceAll(/\s+/g, ' ').trim().slice(0, maximumCharacters)
}
