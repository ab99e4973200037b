/** Without characters that are taken for one another. */
const alphabet = 'abcdefghijkmnpqrstuvwxyzACDEFGHJKLMNPQRTUVWXY34679'
const groups = 4
const groupLength = 5

/** A password of some 112 bits that can be read out: `x7Kqa-…`. */
export function makePassword(): string {
  return Array.from({ length: groups }, () => Array.from({ length: groupLength }, pick).join('')).join('-')
}

/**
 * Numbers beyond the last whole round of the alphabet are thrown again, so that each character is as likely.
 */
function pick(): string {
  const limit = 256 - (256 % alphabet.length)
  const [number = limit] = crypto.getRandomValues(new Uint8Array(1))
  return number < limit ? alphabet.charAt(number % alphabet.length) : pick()
}
