import { escapePattern, prefixPattern } from './prefix-pattern.ts'
import { tokenPattern, templateTokens } from './template-tokens.ts'

/** A mark that models put between thinking and answering. `family`: marks that belong together. */
export interface ThoughtMark {
  readonly kind: 'open' | 'close' | 'empty' | 'channel' | 'final' | 'token'
  readonly family: string
  /** The name of a channel, in lower case. */
  readonly channel?: string
  readonly start: number
  readonly end: number
}

/** Names of elements that hold thoughts. */
const names = [
  'think',
  'thinking',
  'thought',
  'thoughts',
  'thought_process',
  'reasoning',
  'reflection',
  'scratchpad',
  'inner_monologue',
  'internal_monologue',
  'internal_thoughts',
  'antthinking',
  'seed:think',
  'mm:think',
  'antml:thinking',
  'ant:thinking',
  'longcat_think',
]
/**
 * Names that stand for nothing else in ordinary texts, so that they count in the middle of an answer, too.
 */
export const unmistakableFamilies: ReadonlySet<string> = new Set([
  'think',
  'thinking',
  'seed:think',
  'mm:think',
  'antml:thinking',
  'longcat_think',
  'magistral',
  'kimi',
  'gemma',
  'medgemma',
  'openthinker',
  'command',
  'apertus',
  'solar',
])

/** Pairs that are written in one way alone. */
const pairs = [
  { family: 'magistral', open: '[THINK]', close: '[/THINK]' },
  { family: 'kimi', open: '◁think▷', close: '◁/think▷' },
  { family: 'gemma', open: '<|channel>thought', close: '<channel|>' },
  { family: 'medgemma', open: '<unused94>thought', close: '<unused95>' },
  { family: 'openthinker', open: '<|begin_of_thought|>', close: '<|end_of_thought|>' },
  { family: 'command', open: '<|START_THINKING|>', close: '<|END_THINKING|>' },
  { family: 'apertus', open: '<|inner_prefix|>', close: '<|inner_suffix|>' },
  { family: 'solar', open: '<|think|>', close: '<|end|><|begin|>assistant<|content|>' },
] as const

/**
 * What a tokenizer leaves of “<|start|>assistant<|channel|>final<|message|>” when it drops the special
 * tokens.
 */
const remains = 'assistantfinal'
const attributes = '\\s[^<>]{0,200}?'
const channelHeader = '(?:<\\|start\\|>assistant\\s{0,3})?<\\|channel\\|>([^<>]{0,80})'
const constraint = '(?:<\\|constrain\\|>[^<>]{0,40})?'

const elements =
  `<[|｜]?\\s{0,3}(/?)\\s{0,3}(${names.map(escapePattern).join('|')})` +
  `(?:${attributes})?(\\s{0,3}/)?[|｜]?>`
const literals = pairs.flatMap(({ open, close }) => [open, close])
const pattern = new RegExp(
  `${elements}|${channelHeader}${constraint}<\\|message\\|>|` +
    `(${literals.map(escapePattern).join('|')})|(${remains})|(${tokenPattern})`,
  'gi',
)

const partials = [
  `<[|｜]?\\s{0,3}/?\\s{0,3}(?:${names.map(prefixPattern).join('|')})`,
  `<[|｜]?\\s{0,3}/?\\s{0,3}(?:${names.map(escapePattern).join('|')})(?:${attributes})?(?:\\s{0,3}/)?[|｜]?`,
  `(?:<\\|start\\|>assistant\\s{0,3})?${prefixPattern('<|channel|>')}`,
  `<\\|start\\|>${prefixPattern('assistant')}\\s{0,3}`,
  `${channelHeader}${constraint}${prefixPattern('<|constrain|>')}`,
  `${channelHeader}<\\|constrain\\|>[^<>]{0,40}`,
  `${channelHeader}${constraint}${prefixPattern('<|message|>')}`,
  ...[...literals, ...templateTokens].map(prefixPattern),
]
const longestMark = 400
const partial = new RegExp(`(?=[<[◁])(?:${partials.join('|')})$`, 'i')
const partialRemains = new RegExp(`a(?=${prefixPattern(remains.slice(1))}$)`, 'i')

/** The first mark in a text at or after a place; undefined when there is none. */
export function findMark(text: string, from: number): ThoughtMark | undefined {
  pattern.lastIndex = from
  const found = pattern.exec(text)
  if (found === null) return undefined
  const [whole, slash, name, selfClose, channel, literal, left] = found
  const place = { start: found.index, end: found.index + whole.length }
  if (name !== undefined)
    return { kind: kindOf(slash === '/', selfClose), family: name.toLowerCase(), ...place }
  if (channel !== undefined)
    return {
      kind: 'channel',
      family: 'harmony',
      channel: (/\w+/.exec(channel)?.[0] ?? '').toLowerCase(),
      ...place,
    }
  if (literal !== undefined) return { ...pairOf(literal), ...place }
  if (left !== undefined) return { kind: 'final', family: 'harmony', ...place }
  return { kind: 'token', family: 'token', ...place }
}

/** From where on a text's end may become a mark, given more; its length when it cannot. */
export function partialMarkAt(text: string): number {
  const from = Math.max(0, text.length - longestMark)
  const tail = text.slice(from)
  const places = [/[<[◁]/.test(tail) ? tail.search(partial) : -1, tail.search(partialRemains)]
  return from + Math.min(...places.map((place) => (place === -1 ? tail.length : place)))
}

/** The families of the marks that occur in a text. */
export function familiesIn(text: string): ReadonlySet<string> {
  const found = new Set<string>()
  for (let mark = findMark(text, 0); mark !== undefined; mark = findMark(text, mark.end))
    found.add(mark.family)
  return found
}

function kindOf(closes: boolean, selfClose: string | undefined): ThoughtMark['kind'] {
  if (closes) return 'close'
  return selfClose === undefined ? 'open' : 'empty'
}

function pairOf(literal: string): Pick<ThoughtMark, 'kind' | 'family'> {
  const same = (word: string) => word.toLowerCase() === literal.toLowerCase()
  const pair = pairs.find(({ open, close }) => same(open) || same(close))
  return { kind: pair !== undefined && same(pair.open) ? 'open' : 'close', family: pair?.family ?? literal }
}
