/**
 * Tells the person at the terminal what set-up is doing. Standard error, because the standard output of
 * `npm run -s rephlo` belongs to the answer.
 *
 * @param {string} line
 */
export function say(line) {
  process.stderr.write(`[set-up] ${line}\n`)
}
