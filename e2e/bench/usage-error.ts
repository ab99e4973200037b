/** The person asked for something that cannot be measured; the message says what and, for a file, in which line. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message)
    this.name = 'UsageError'
  }
}

/** Reads an option that is a whole number. Throws UsageError for anything else and for less than `least`. */
export function toCount(option: string, text: string, least: number): number {
  const value = Number(text)
  if (text.trim() === '' || !Number.isSafeInteger(value) || value < least)
    throw new UsageError(`--${option} takes a whole number, at least ${least}, not “${text}”.`)
  return value
}
