import { isBetweenMentions, isShort } from './between-mentions.ts'
import { isAnswerChannel } from './separate-thoughts.ts'
import { findMark, partialMarkAt, type ThoughtMark } from './thought-marks.ts'

/** What was thought and what was answered, of a piece of a text. */
export interface Split {
  readonly thought: string
  readonly text: string
}

/** Whether a text begins in a way that thoughts begin, or has not begun at all. */
export function mayBeginWithThought(text: string): boolean {
  return /^\s*(?:[<[◁]|$)/.test(text)
}

/**
 * Tells the thoughts at the beginning of a text that streams in from the text behind them, which passes as
 * it came. For whoever cannot take back what has gone out; elsewhere `separateThoughts` knows more.
 */
export class LeadingThoughts {
  #buffer = ''
  #opening: string | undefined
  #body = ''
  #hasThought = false
  #isText = false

  /** Whether the thoughts are over, so that all that comes is text. */
  get isOver(): boolean {
    return this.#isText
  }

  push(piece: string): Split {
    return this.#read(piece, false)
  }

  end(): Split {
    return this.#read('', true)
  }

  #read(piece: string, isWhole: boolean): Split {
    this.#buffer += piece
    let thought = ''
    // Blanks alone begin nothing, however many there are.
    if (!isWhole && !this.#isText && this.#opening === undefined && piece.trim() === '')
      return { thought, text: '' }
    while (!this.#isText) {
      const before = this.#buffer.length
      thought += this.#opening === undefined ? this.#begin(isWhole) : this.#think(this.#opening, isWhole)
      if (this.#buffer.length === before || this.#buffer === '') break
    }
    const text = this.#isText ? this.#buffer : ''
    if (this.#isText) this.#buffer = ''
    return { thought, text }
  }

  #begin(isWhole: boolean): string {
    const text = this.#buffer.trimStart()
    const mark = findMark(text, 0)
    if (!isWhole && (text === '' || partialMarkAt(text) === 0)) return ''
    if (mark?.start === 0 && opens(mark)) {
      this.#opening = this.#buffer.slice(0, this.#buffer.length - text.length + mark.end)
      this.#body = ''
      this.#buffer = text.slice(mark.end)
      return ''
    }
    if (mark?.start === 0 && this.#isNothing(mark)) {
      this.#hasThought = true
      this.#buffer = text.slice(mark.end)
      return ''
    }
    this.#isText = true
    // The channel of the answer says nothing, whether or not there was one of thoughts before it.
    const begins = mark?.start === 0 && closes(mark) && mark.kind === 'channel' ? mark.end : 0
    if (this.#hasThought || begins > 0) this.#buffer = text.slice(begins)
    return ''
  }

  /** A thought of nothing, or the end of one that has ended already. */
  #isNothing({ kind }: ThoughtMark): boolean {
    return kind === 'empty' || (kind === 'close' && this.#hasThought)
  }

  #think(opening: string, isWhole: boolean): string {
    const limit = isWhole ? this.#buffer.length : partialMarkAt(this.#buffer)
    const mark = nextMark(this.#buffer, closes)
    if (mark !== undefined && mark.start < limit) return this.#close(opening, mark)
    return this.#add(this.#buffer.slice(0, limit), limit, isWhole)
  }

  #add(words: string, length: number, isSure: boolean): string {
    const held = isShort(this.#body) ? this.#body : ''
    this.#body += words
    this.#buffer = this.#buffer.slice(length)
    if (!isSure && isShort(this.#body)) return ''
    return held + words
  }

  #close(opening: string, mark: ThoughtMark): string {
    const words = this.#buffer.slice(0, mark.start)
    const body = this.#body + words
    if (body.trim() !== '' && isBetweenMentions(body)) {
      this.#isText = true
      this.#buffer = opening + body + this.#buffer.slice(mark.start)
      return ''
    }
    const thought = this.#add(words, mark.end, true)
    this.#opening = undefined
    this.#hasThought = true
    return thought
  }
}

/** A whole text, split. */
export function splitThoughts(text: string): Split {
  const reader = new LeadingThoughts()
  const [first, last] = [reader.push(text), reader.end()]
  return { thought: first.thought + last.thought, text: first.text + last.text }
}

function opens({ kind, channel = '' }: ThoughtMark): boolean {
  return kind === 'open' || (kind === 'channel' && !isAnswerChannel(channel))
}

function closes({ kind, channel = '' }: ThoughtMark): boolean {
  return kind === 'close' || (kind === 'channel' && isAnswerChannel(channel))
}

function nextMark(text: string, is: (mark: ThoughtMark) => boolean): ThoughtMark | undefined {
  let mark = findMark(text, 0)
  while (mark !== undefined && !is(mark)) mark = findMark(text, mark.end)
  return mark
}
