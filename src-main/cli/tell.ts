import { printableText } from '../../src-shared/printable-text.ts'

/** Tells the person something on standard error; words of servers in it cannot command a terminal. */
export function tell(message: string): void {
  process.stderr.write(`${printableText(message)}\n`)
}
