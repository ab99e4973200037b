/** Above this many characters a word diff takes too long to be shown at once. */
const comparableCharacters = 40_000

/** Whether changes can be shown: both texts are here, and short enough. */
export function canCompare(original: string | undefined, answer: string): original is string {
  return (
    original !== undefined &&
    original.trim() !== '' &&
    original.length + answer.length <= comparableCharacters
  )
}
