import { mayBeWrapped, strayEnd, takeWrapperOff, withoutBlankLines } from './take-wrapper-off.ts'
import { nextTurnAt, partialTokenAt, tokenAtEnd, tokenAtStart } from './template-tokens.ts'

/** What an answer is read for. */
export interface AnswerPurpose {
  /** The text that the answer is to stand in place of; empty where there is none. */
  readonly selection: string
  /** All that the model was given of the person's words: marks in it may be in the answer as well. */
  readonly given: string
  /** The person's words of this turn alone, without what earlier turns were wrapped in. */
  readonly asked: string
  /** Whether the answer is to stand in place of the selection, so that nothing may be around it. */
  readonly rewrites: boolean
}

const ownElement = /<(?:text|task)(?:[-_][\w-]{1,40})?[\s>]/i
/** What may become one of our wrappers' tags, at the end of a text. */
const beginningOfElement = /<\/?(?:t(?:e(?:x(?:t[\w-]{0,41})?)?|a(?:s(?:k[\w-]{0,41})?)?)?)?$/i

type Phase =
  /** Blank lines and tokens at the beginning are dropped. */
  | 'beginning'
  /** It began as something that is wrapped as a whole, which only its end shows. */
  | 'wrapped'
  | 'flowing'
  /** The model went on to a turn of its own making. */
  | 'over'

interface TextReader {
  push(text: string): string
  end(): string
}

/**
 * Takes off what stands around an answer: template tokens and blank edges, and for one that rewrites a text
 * the fence or the element around all of it. Holds back no more than what may still be such a thing.
 */
export function frameAnswer(purpose: AnswerPurpose): TextReader {
  return new AnswerFrame(purpose)
}

class AnswerFrame implements TextReader {
  readonly #purpose: AnswerPurpose
  #phase: Phase = 'beginning'
  #waiting = ''
  #hasElement = false
  /** Whether words are struck out, so that `</s>` may be HTML. */
  #hasStrike = false

  constructor(purpose: AnswerPurpose) {
    this.#purpose = purpose
  }

  push(text: string): string {
    if (this.#phase === 'over') return ''
    this.#waiting += text
    // Blanks may be the last of the answer: they wait for words, however many there are.
    if (this.#phase === 'flowing' && text.trim() === '') return ''
    if (this.#phase === 'beginning') this.#begin(false)
    return this.#phase === 'flowing' ? this.#flow() : ''
  }

  end(): string {
    if (this.#phase === 'beginning') this.#begin(true)
    if (this.#phase === 'wrapped') return this.#indented(takeWrapperOff(this.#waiting, this.#purpose.asked))
    return this.#phase === 'flowing' ? this.#lastWords(this.#waiting) : ''
  }

  #begin(isWhole: boolean): void {
    const blank = /^\s*/.exec(this.#waiting)?.[0] ?? ''
    const text = this.#waiting.slice(blank.length)
    if (text === '' || (!isWhole && partialTokenAt(text) === 0)) return
    const token = tokenAtStart(text)
    if (token !== undefined && !this.#purpose.given.includes(token)) {
      this.#waiting = text.slice(token.length)
      this.#begin(isWhole)
      return
    }
    const wrapped = this.#purpose.rewrites && mayBeWrapped(text)
    if (wrapped === 'unknown' && !isWhole) return
    this.#phase = wrapped === false ? 'flowing' : 'wrapped'
    if (this.#phase === 'flowing') this.#waiting = this.#indented(withoutBlankLines(this.#waiting))
  }

  /**
   * Blanks before the first word stay only where the selection begins with some, or where nothing is
   * rewritten.
   */
  #indented(text: string): string {
    const { rewrites, selection } = this.#purpose
    return rewrites && selection !== '' && !/^\s/.test(selection) ? text.trimStart() : text
  }

  #flow(): string {
    const { given, rewrites } = this.#purpose
    const turn = nextTurnAt(this.#waiting)
    if (turn !== -1 && !given.includes('<|')) {
      this.#phase = 'over'
      return this.#lastWords(this.#waiting.slice(0, turn))
    }
    const end = endOfText(this.#waiting, rewrites)
    const text = this.#waiting.slice(0, end)
    this.#waiting = this.#waiting.slice(end)
    this.#hasElement ||= ownElement.test(text)
    this.#hasStrike ||= text.includes('<s>')
    return text
  }

  #lastWords(waiting: string): string {
    const text = waiting.trimEnd()
    const token = tokenAtEnd(text) ?? this.#strayEnd(text)
    if (token === undefined || this.#purpose.asked.includes(token)) return text
    if (token === '</s>' && this.#hasStrike) return text
    const before = text.slice(0, -token.length)
    // Who asks about such a token gets a sentence that ends with it.
    if (!this.#purpose.rewrites && /[^\S\n]$/.test(before)) return text
    return this.#lastWords(before)
  }

  #strayEnd(text: string): string | undefined {
    const isStray = this.#purpose.rewrites && !this.#hasElement && !ownElement.test(text)
    return isStray ? strayEnd.exec(text)?.[0] : undefined
  }
}

/** Up to where a text is not white space and tokens that may be its last. */
function endOfText(text: string, rewrites: boolean): number {
  let end = partialTokenAt(text)
  const partialElement = rewrites ? text.search(beginningOfElement) : -1
  if (partialElement !== -1) end = Math.min(end, partialElement)
  for (;;) {
    const rest = text.slice(0, end).trimEnd()
    const last = tokenAtEnd(rest) ?? (rewrites ? strayEnd.exec(rest)?.[0] : undefined)
    if (last === undefined) return rest.length
    end = rest.length - last.length
  }
}
