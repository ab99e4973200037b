/** Characters by their code, so that no source file holds them itself. */
const escape = String.fromCharCode(0x1b)
const controlSequence = `(?:${escape}\\[|${String.fromCharCode(0x9b)})`
const stringIntroducer = `(?:${escape}[\\]PX^_]|[${codes(0x90, 0x98, 0x9d, 0x9e, 0x9f)}])`
const stringEnd = `(?:${String.fromCharCode(0x07)}|${escape}\\\\|${String.fromCharCode(0x9c)})`
/** A payload has no control characters; one that is longer than this is no command but text. */
const payload = `[^${range(0x00, 0x1f)}${range(0x7f, 0x9f)}]{0,65536}`

/** What tells a terminal to do something: colours and cursor, titles and clipboard (OSC), device strings. */
const commands =
  `${controlSequence}[0-?]{0,64}[ -/]{0,16}[@-~]|${stringIntroducer}${payload}${stringEnd}` +
  `|${escape}[ -/]{0,16}[0-Z\\\\\`-~]`
/** The beginning of such a command at the end of a text, or of a pair or line end that may follow. */
const unfinished = new RegExp(
  `(?:${controlSequence}[0-?]{0,64}[ -/]{0,16}|${stringIntroducer}${payload}${escape}?|${escape}[ -/]{0,16}` +
    `|\\r|[\\ud800-\\udbff])$`,
)
const loneControls = `[${range(0x00, 0x08)}${range(0x0b, 0x0c)}${range(0x0e, 0x1f)}${range(0x7f, 0x9f)}]`
const unprintable = new RegExp(`${commands}|\\r(?!\\n)|${loneControls}`, 'g')
const anyControl = new RegExp(`[\\r${loneControls.slice(1)}`)
/** By the flag, halves of a pair are meant that stand alone. */
const halfCharacters = /[\ud800-\udfff]/gu

/**
 * A text fit for every program and terminal: no control characters but tab and line breaks, no commands
 * to a terminal, no half characters (U+FFFD stands for them). A lone carriage return, which would overwrite a
 * line, becomes a line break. Direction marks and zero-width characters stay: they are text.
 */
export function printableText(text: string): string {
  const whole = text.replace(halfCharacters, '\ufffd')
  if (!anyControl.test(whole)) return whole
  return whole.replace(unprintable, (found) => (found === '\r' ? '\n' : ''))
}

/** The same for a text that comes in pieces: what is cut in two by a piece's end waits for the next one. */
export function createPrintableReader(): { push(text: string): string; end(): string } {
  let waiting = ''
  return {
    push: (text) => {
      const all = waiting + text
      const cut = all.search(unfinished)
      waiting = cut === -1 ? '' : all.slice(cut)
      return printableText(cut === -1 ? all : all.slice(0, cut))
    },
    end: () => {
      const rest = printableText(waiting)
      waiting = ''
      return rest
    },
  }
}

function codes(...each: readonly number[]): string {
  return String.fromCharCode(...each)
}

function range(first: number, last: number): string {
  return `${String.fromCharCode(first)}-${String.fromCharCode(last)}`
}
