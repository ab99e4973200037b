import type { AnswerPiece, AnswerReader } from './answer-piece.ts'
import { isBetweenMentions, isShort } from './between-mentions.ts'
import { isOwnLine, isRealClose } from './is-real-close.ts'
import { after, isInCode, startOfText, type LineContext } from './line-context.ts'
import {
  familiesIn,
  findMark,
  partialMarkAt,
  unmistakableFamilies,
  type ThoughtMark,
} from './thought-marks.ts'

/** A mark that was read, with what is known of its place. */
interface Sighting extends ThoughtMark {
  readonly raw: string
  readonly follows: string
}

type Mode =
  /** Nothing but white space and template tokens since the beginning, or since a thought. */
  { readonly kind: 'start'; readonly lead: string } | { readonly kind: 'answer' } | Thought

interface Thought {
  readonly kind: 'thought'
  readonly family: string
  /** What was thought so far; the line that it has come to decides about the next mark. */
  readonly body: string
  /** What opened it, as long as it may turn out to be text; undefined when it is a thought for sure. */
  readonly held: string | undefined
  /** What it is when nothing closes it. */
  readonly unclosed: 'thought' | 'text'
  /** What stands behind the first mark that may have closed it. */
  readonly doubt: string | undefined
}

const channelsOfAnswer: ReadonlySet<string> = new Set(['final', 'response', 'answer'])
const endsMessage = /^<\|(?:end|return|call|start)\|>/i

/**
 * Tells what a model thought from what it answers, by the marks that models put between the two. A
 * text that only speaks of such marks stays: in code, in the middle of a sentence, and where
 * `given`, what the person gave, has them as well.
 */
export function separateThoughts(given: string): AnswerReader {
  return new ThoughtSeparator(given)
}

class ThoughtSeparator implements AnswerReader {
  readonly #given: string
  readonly #families: ReadonlySet<string>
  #buffer = ''
  #mode: Mode = { kind: 'start', lead: '' }
  #place: LineContext = startOfText
  #mentioned = 0
  #hasText = false
  /** Whether the words so far end with a colon, so that what follows is shown by them. */
  #isAnnounced = false
  #sawChannel = false
  #pieces: AnswerPiece[] = []

  constructor(given: string) {
    this.#given = given.trimStart()
    this.#families = familiesIn(given)
  }

  push(text: string): AnswerPiece[] {
    this.#buffer += text
    this.#read(false)
    return this.#take()
  }

  end(): AnswerPiece[] {
    this.#read(true)
    while (this.#mode.kind === 'thought') {
      const { doubt, held, body, unclosed } = this.#mode
      this.#mode = { kind: 'start', lead: '' }
      if (doubt !== undefined) {
        this.#buffer = doubt
        this.#read(true)
      } else if (held !== undefined && unclosed === 'text') this.#text(held + body)
      else if (held !== undefined && body !== '') this.#pieces.push({ kind: 'thought', text: body })
    }
    if (this.#mode.kind === 'start') this.#text(this.#mode.lead)
    return this.#take()
  }

  #take(): AnswerPiece[] {
    const pieces = this.#pieces
    this.#pieces = []
    return pieces
  }

  #read(isWhole: boolean): void {
    for (;;) {
      const limit = isWhole ? this.#buffer.length : partialMarkAt(this.#buffer)
      const mark = findMark(this.#buffer, 0)
      if (mark === undefined || mark.start >= limit) {
        this.#plain(this.#buffer.slice(0, limit))
        this.#buffer = this.#buffer.slice(limit)
        return
      }
      this.#plain(this.#buffer.slice(0, mark.start))
      const raw = this.#buffer.slice(mark.start, mark.end)
      const follows = this.#buffer.slice(mark.end)
      if (!isWhole && !isDecided(mark, follows)) {
        this.#buffer = raw + follows
        return
      }
      this.#buffer = follows
      this.#mark({ ...mark, raw, follows })
    }
  }

  /** Text without any mark. */
  #plain(text: string): void {
    if (text === '') return
    const mode = this.#mode
    if (mode.kind === 'thought') this.#think(mode, text)
    else if (mode.kind === 'answer') this.#text(text)
    else if (text.trim() === '') this.#mode = { kind: 'start', lead: mode.lead + text }
    else this.#answer(mode.lead + text)
  }

  #answer(text: string): void {
    this.#mode = { kind: 'answer' }
    this.#text(text)
  }

  #text(text: string): void {
    if (text === '') return
    this.#place = after(this.#place, text)
    const words = text.trimEnd()
    if (words !== '') this.#isAnnounced = words.endsWith(':')
    this.#hasText ||= words.trim() !== ''
    this.#pieces.push({ kind: 'text', text })
  }

  #think(mode: Thought, text: string): void {
    const body = mode.body + text
    const doubt = mode.doubt === undefined ? undefined : mode.doubt + text
    const isSure = mode.held === undefined || (mode.unclosed === 'thought' && !isShort(body))
    if (isSure) this.#pieces.push({ kind: 'thought', text: mode.held === undefined ? text : body })
    this.#mode = { ...mode, body, doubt, held: isSure ? undefined : mode.held }
  }

  #mark(mark: Sighting): void {
    const mode = this.#mode
    if (mode.kind === 'thought') this.#markInThought(mode, mark)
    else if (mark.kind === 'token') this.#token(mode, mark)
    else if (isInCode(this.#place)) this.#mention(mark)
    else if (mark.kind === 'open') this.#open(mode, mark)
    else if (mark.kind === 'close') this.#close(mark)
    else if (mark.kind === 'empty') this.#empty(mode, mark)
    else this.#channel(mark)
  }

  /** A token before the answer has begun belongs to what may still be a thought's frame. */
  #token(mode: Mode, { raw }: Sighting): void {
    if (mode.kind === 'start') this.#mode = { kind: 'start', lead: mode.lead + raw }
    else this.#plain(raw)
  }

  /** A thought of nothing, as models write it that were told not to think. */
  #empty(mode: Mode, mark: Sighting): void {
    if (mode.kind !== 'start' || this.#families.has(mark.family)) this.#mention(mark)
    else this.#mode = { kind: 'start', lead: '' }
  }

  #mention(mark: Sighting): void {
    if (mark.kind === 'open') this.#mentioned += 1
    if (mark.kind === 'close' && this.#mentioned > 0) this.#mentioned -= 1
    this.#answer((this.#mode.kind === 'start' ? this.#mode.lead : '') + mark.raw)
  }

  #open(mode: Mode, mark: Sighting): void {
    const thought = { kind: 'thought', family: mark.family, body: '', doubt: undefined } as const
    const isGiven = this.#families.has(mark.family)
    if (mode.kind === 'start' && !this.#hasText)
      this.#mode = {
        ...thought,
        held: mode.lead + mark.raw,
        unclosed: isGiven && beginsWithOpening(this.#given) ? 'text' : 'thought',
      }
    else if (
      !isGiven &&
      !this.#isAnnounced &&
      this.#place.line.trim() === '' &&
      unmistakableFamilies.has(mark.family)
    )
      this.#mode = {
        ...thought,
        held: (mode.kind === 'start' ? mode.lead : '') + mark.raw,
        unclosed: /^[^\S\n]*\n/.test(mark.follows) ? 'thought' : 'text',
      }
    else this.#mention(mark)
  }

  #markInThought(mode: Thought, mark: Sighting): void {
    if (mode.family === 'harmony') this.#markInChannel(mode, mark)
    else if (mark.kind !== 'close') this.#think(mode, mark.raw)
    else if (this.#isMentionedPair(mode, mark)) this.#answer((mode.held ?? '') + mode.body + mark.raw)
    else if (this.#endsThought(mode, mark)) this.#finish(mode)
    else this.#think({ ...mode, doubt: mode.doubt ?? '' }, mark.raw)
  }

  #markInChannel(mode: Thought, mark: Sighting): void {
    if (mark.kind === 'channel') this.#channel(mark)
    else if (mark.kind === 'final' || (mark.kind === 'token' && endsMessage.test(mark.raw)))
      this.#finish(mode)
    else this.#think(mode, mark.raw)
  }

  #isMentionedPair({ held, body, unclosed }: Thought, { family, follows }: Sighting): boolean {
    if (held === undefined) return false
    if (unclosed === 'text' && this.#families.has(family)) return !beginsWithOpening(follows.trimStart())
    return isBetweenMentions(body) && (body.trim() === '' ? /^ +\p{Ll}/u : /^ /).test(follows)
  }

  #endsThought({ body, unclosed }: Thought, { family, follows }: Sighting): boolean {
    if (!this.#families.has(family) || unclosed === 'text') return true
    return isRealClose({ line: body.split('\n').at(-1) ?? '', follows })
  }

  #finish({ held, body }: Thought): void {
    if (held !== undefined && body !== '') this.#pieces.push({ kind: 'thought', text: body })
    this.#mode = { kind: 'start', lead: '' }
  }

  /** The end of a thought whose beginning was never marked: what stood before it was thought. */
  #close(mark: Sighting): void {
    const { family, follows } = mark
    const place = { line: this.#mode.kind === 'start' ? '' : this.#place.line, follows }
    const isReal = this.#families.has(family)
      ? isOwnLine(place) && !hasOwnLineClose(this.#given)
      : isRealClose(place)
    if (this.#mentioned > 0 || !isReal) this.#mention(mark)
    else this.#retract()
  }

  #channel(mark: Sighting): void {
    const isAnswer = mark.kind === 'final' || isAnswerChannel(mark.channel ?? '')
    const isSpokenOf =
      mark.kind === 'final' && /(?:^|\s)$/.test(this.#place.line) && /^\s+\p{Ll}/u.test(mark.follows)
    if (this.#families.has('harmony') || isSpokenOf) this.#mention(mark)
    else if (isAnswer && !this.#sawChannel) this.#retract()
    else if (isAnswer) this.#mode = { kind: 'start', lead: '' }
    else
      this.#mode = {
        kind: 'thought',
        family: 'harmony',
        body: '',
        held: undefined,
        unclosed: 'thought',
        doubt: undefined,
      }
    this.#sawChannel ||= mark.kind === 'channel'
  }

  #retract(): void {
    if (this.#hasText) this.#pieces.push({ kind: 'retracted' })
    this.#hasText = false
    this.#place = startOfText
    this.#mode = { kind: 'start', lead: '' }
  }
}

/**
 * What follows a mark decides about it, so it is waited for; a mark that may begin there is waited for, too.
 */
function isDecided({ kind }: ThoughtMark, follows: string): boolean {
  if (kind === 'token' || kind === 'channel' || kind === 'empty') return true
  const next = follows.trimStart()
  return next !== '' && partialMarkAt(next) > 0
}

/** Whether a channel by this name holds the answer. */
export function isAnswerChannel(channel: string): boolean {
  return channelsOfAnswer.has(channel)
}

function beginsWithOpening(text: string): boolean {
  const mark = findMark(text, 0)
  return mark?.kind === 'open' && mark.start === 0
}

function hasOwnLineClose(text: string): boolean {
  return text.split('\n').some((each) => {
    const line = each.trim()
    const mark = findMark(line, 0)
    return mark?.kind === 'close' && mark.start === 0 && mark.end === line.length
  })
}
