import type { Breather } from './breather.ts'
import { commonMisspellings } from './common-misspellings.ts'
import { sliceText } from './sentences.ts'

const wordStart = '(?<![\\p{L}\\p{N}])'
const wordEnd = '(?![\\p{L}\\p{N}])'
const doubledWord = new RegExp(
  `${wordStart}(?!(?:had|that)${wordEnd})(\\p{L}{2,})[ \\t]+\\1${wordEnd}`,
  'giu',
)
const misspelling = new RegExp(`${wordStart}(?:${[...commonMisspellings.keys()].join('|')})${wordEnd}`, 'giu')
const sentenceEnd = /(?<!\b(?:e\.g|i\.e|etc|vs|cf|approx|mr|mrs|ms|dr))[.!?]["')\]]*(?: +|\n)/u
const lowerCaseWord = /(\p{Ll}[\p{Ll}'’]*)(?=[\s,;:.!?)]|$)/u
const sentenceStart = new RegExp(`(${sentenceEnd.source}|\\n[ \\t]*\\n)${lowerCaseWord.source}`, 'giu')
const firstWord = /^(\n*)(\p{Ll}[\p{Ll}'’]*)(?=[\s,;:.!?)]|$)/u
const englishWord = /\b(?:the|and|is|are|was|to|of|for|with|have|this|that|you)\b/gi
const foreignWord =
  /\b(?:der|das|und|ist|nicht|le|les|et|est|dans|el|los|una|que|och|det|som|il|che|een|het|para)\b/gi

const plainerPhrases: readonly (readonly [RegExp, string])[] = [
  [/\bin order to\b/gi, 'to'],
  [/\bdue to the fact that\b/gi, 'because'],
  [/\bat this point in time\b/gi, 'now'],
  [/\bin the event that\b/gi, 'if'],
  [/\ba large number of\b/gi, 'many'],
  [/\b(?:basically|actually|literally|honestly|obviously|essentially|needless to say),?[ \t]+/gi, ''],
  [/\b(?:just|really|very|quite|simply|totally|somewhat|kind of|sort of)[ \t]+(?=\p{L})/giu, ''],
]

/**
 * Repairs spacing, capitals at the start of sentences, doubled words
 * and common misspellings; everything else stays.
 */
export async function fixText(text: string, breathe: Breather): Promise<string> {
  const lead = text.slice(0, 20_000)
  const englishLead = countMatches(lead, englishWord) - countMatches(lead, foreignWord)
  return await rewriteSlices(text, breathe, (slice, startsSentence) =>
    fixSlice(slice, startsSentence, englishLead),
  )
}

/** Fixes a text and takes out filler words. */
export async function improveText(text: string, breathe: Breather): Promise<string> {
  const plainer = await rewriteSlices(text, breathe, (slice) =>
    plainerPhrases.reduce((result, [phrase, replacement]) => result.replace(phrase, replacement), slice),
  )
  return await fixText(plainer, breathe)
}

async function rewriteSlices(
  text: string,
  breathe: Breather,
  rewrite: (slice: string, startsSentence: boolean) => string,
): Promise<string> {
  const rewritten: string[] = []
  let startsSentence = true
  for (const slice of sliceText(text)) {
    await breathe()
    rewritten.push(rewrite(slice, startsSentence))
    startsSentence = /(?:[.!?]\s+|\n\s*\n\s*)$/.test(slice)
  }
  return rewritten.join('')
}

function fixSlice(slice: string, startsSentence: boolean, englishLead: number): string {
  const spelled = fixEnglishWords(fixSpacing(slice), englishLead).replace(doubledWord, '$1')
  const inside = spelled.replace(
    sentenceStart,
    (_match, before: string, word: string) => before + capitalise(word),
  )
  if (!startsSentence) return inside
  return inside.replace(firstWord, (_match, before: string, word: string) => before + capitalise(word))
}

function fixSpacing(slice: string): string {
  return slice
    .replace(/(?<=\S)[ \t]{2,}(?=\S)/g, ' ')
    .replace(/(?<=[\p{L}\p{N}])[ \t]+(?=[,;.!?](?:\s|$)|[,;]\p{L})/gu, '')
    .replace(/(?<=\p{L}[,;])(?=\p{L})/gu, ' ')
    .replace(/[ \t]+(?=\n)/g, '')
}

/**
 * Nothing is respelled in a text of another language; "i" is a word in
 * some, so its capital needs clear signs of English.
 */
function fixEnglishWords(text: string, englishLead: number): string {
  if (englishLead < 0) return text
  const spelled = text.replace(misspelling, (word) =>
    matchCase(word, commonMisspellings.get(word.toLowerCase()) ?? word),
  )
  if (englishLead === 0) return spelled
  return spelled.replace(/(?<![\p{L}\p{N}.'’-])i(?=(?:['’](?:m|ve|ll|d|s))?[\s,;!?])/gu, 'I')
}

function countMatches(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0
}

function matchCase(original: string, replacement: string): string {
  return /^\p{Lu}/u.test(original) ? capitalise(replacement) : replacement
}

function capitalise(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1)
}
