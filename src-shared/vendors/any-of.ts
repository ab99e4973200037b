/** A pattern that finds any of these, in capitals or not. */
export function anyOf(...patterns: readonly RegExp[]): RegExp {
  return new RegExp(patterns.map(({ source }) => source).join('|'), 'i')
}

/** A pattern for texts that are wholly one of these, in capitals or not. */
export function wholeOf(...patterns: readonly RegExp[]): RegExp {
  return new RegExp(`^(?:${anyOf(...patterns).source})$`, 'i')
}
