import { createParser, type EventSourceMessage, type EventSourceParser } from 'eventsource-parser'
import { fromWholeAnswer, type Wire, type WireEvent } from './from-whole-answer.ts'

type Form = 'unknown' | 'events' | 'json' | 'foreign'

const endMark = '[DONE]'
const byteOrderMark = '\uFEFF'
/** What servers send to keep a connection open, as data instead of as a comment. */
const keepAlive = /^(?::.*|ping|pong|heartbeat|keep-?alive|null)$/i
const comments = /^(?::[^\r\n]*[\r\n]\s*)+/
const endOfLine = /[\r\n]/

/**
 * The body of a streamed answer, rewritten piece by piece into the one form that the vendors' SDKs read
 * without trouble: an event of JSON on one data line, named where the vendor names it. Takes events of any
 * layout (comments, ids, empty data, all line ends), lines of JSON, and a whole answer as JSON. A page passes
 * as it is.
 */
export class CanonicalEvents {
  readonly #wire: Wire
  readonly #parser: EventSourceParser
  #form: Form = 'unknown'
  /** Whether a comment before the first event goes on. */
  #isComment = false
  /** JSON that is not complete yet. */
  #json = ''
  #isLines = true
  #written = ''
  #isDone = false
  #isEnding = false

  constructor(wire: Wire) {
    this.#wire = wire
    this.#parser = createParser({ onEvent: (event) => this.#take(event) })
  }

  /** Whether the server sent its end mark, `[DONE]`, or a whole answer. */
  get isDone(): boolean {
    return this.#isDone
  }

  /** What the next piece of the body becomes. */
  push(piece: string): string {
    const text = this.#form === 'unknown' ? this.#begin(piece) : piece
    switch (this.#form) {
      case 'unknown':
        return ''
      case 'foreign':
        return text
      case 'events':
        this.#parser.feed(text)
        return this.#flush()
      case 'json':
        this.#json += text
        if (this.#isLines && text.includes('\n')) this.#takeLines()
        return this.#flush()
    }
  }

  /** What is left at the end of the body: servers leave the last line break out. */
  end(): string {
    this.#isEnding = true
    if (this.#form === 'events') this.#parser.feed('\n\n')
    if (this.#form === 'json' && this.#json.trim() !== '') this.#takeRest()
    return this.#flush()
  }

  /** The text from its first visible character on, which tells its form. */
  #begin(piece: string): string {
    const rest = this.#isComment ? piece.slice(piece.search(endOfLine)) : piece
    if (this.#isComment && !endOfLine.test(piece)) return ''
    const text = rest.replace(byteOrderMark, '').trimStart().replace(comments, '')
    this.#isComment = text.startsWith(':')
    if (text === '' || this.#isComment) return ''
    this.#form = /^[{[]/.test(text) ? 'json' : text.startsWith('<') ? 'foreign' : 'events'
    return text
  }

  #takeLines(): void {
    const lines = this.#json.split('\n')
    const rest = lines.pop() ?? ''
    for (const [index, line] of lines.entries()) {
      if (line.trim() === '') continue
      const value = parse(line)
      if (value === undefined) {
        // JSON over several lines is read when it is complete.
        this.#isLines = false
        this.#json = [...lines.slice(index), rest].join('\n')
        return
      }
      this.#write(...fromWholeAnswer(value, this.#wire))
    }
    this.#json = rest
  }

  #takeRest(): void {
    const value = parse(this.#json)
    if (value === undefined) this.#written += this.#json
    else this.#write(...fromWholeAnswer(value, this.#wire))
  }

  #take({ event, data }: EventSourceMessage): void {
    const said = data.trim()
    if (said === '' || keepAlive.test(said)) return
    if (said === endMark || said === `"${endMark}"`) this.#write({ data: endMark })
    else if (said.includes('\n') && parse(data) === undefined) this.#takeEach(event, data.split('\n'))
    else if (event === 'error' && parse(data) === undefined)
      this.#write({ event, data: JSON.stringify({ type: 'error', error: { message: said } }) })
    // The last event may have been cut; then nothing of it is told.
    else if (!this.#isEnding || parse(data) !== undefined)
      this.#write({ event: event ?? this.#nameOf(data), data })
  }

  /** Servers that leave out the blank line behind an event make one event of many. */
  #takeEach(event: string | undefined, lines: readonly string[]): void {
    for (const data of lines) this.#take({ id: undefined, event, data })
  }

  /** Anthropic's SDK goes by the name of an event, which some servers leave out. */
  #nameOf(data: string): string | undefined {
    if (this.#wire !== 'messages') return undefined
    const value = parse(data)
    const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined
    return typeof type === 'string' ? type : undefined
  }

  #write(...events: readonly WireEvent[]): void {
    for (const { event, data } of events) {
      if (data === endMark) {
        this.#isDone = true
        // Only OpenAI's SDK knows the mark.
        if (this.#wire === 'messages' || this.#wire === 'gemini') continue
      }
      const name = event === undefined || this.#wire === 'gemini' ? '' : `event: ${event}\n`
      this.#written += `${name}data: ${data.replaceAll('\n', ' ')}\n\n`
    }
  }

  #flush(): string {
    const written = this.#written
    this.#written = ''
    return written
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
