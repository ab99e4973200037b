import { redactSecrets } from '../redact-secrets.ts'

/** Words beyond this are no explanation, in characters. */
const longestWords = 4_000
/**
 * Of terminals: after white space is gone, what begins them is the only control character before a
 * bracket.
 */
const escapeSequences = /\p{Cc}(?:\[[\d;?]*[ -/]*[@-~]|\][^\p{Cc}]*\p{Cc}?)/gu
const controlCharacters = /[\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]+/gu
const halfCharacters = /\p{Cs}/gu
const htmlNames: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
}

/**
 * A server's text on one line, without control characters; undefined when nothing is left. A web page
 * gives its title.
 */
export function plainWords(text: string): string | undefined {
  const part = text.slice(0, longestWords * 4)
  const words = isWebPage(part) ? wordsOfPage(part) : part
  const plain = words
    .replace(/\s+/g, ' ')
    .replace(escapeSequences, '')
    .replace(controlCharacters, ' ')
    .replace(halfCharacters, '\uFFFD')
    .replace(/\s+/g, ' ')
    .trim()
  return plain === '' ? undefined : cutWords(plain, longestWords)
}

/** A server's words as a sentence of at most that many characters: without keys, cut at a whole character. */
export function toSentence(words: string, longest: number, apiKey: string | undefined): string {
  const short = cutWords(redactSecrets(words, apiKey), longest)
  return /[.!?…。！？]["”’)]?$/.test(short) ? short : `${short}.`
}

/** At most that many characters, and never a part of one that a person sees as one. */
function cutWords(text: string, longest: number): string {
  if (text.length <= longest) return text
  let end = 0
  // What is far behind the cut need not be looked at.
  const near = text.slice(0, longest + 100)
  for (const { index, segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(near)) {
    if (index + segment.length > longest) break
    end = index + segment.length
  }
  return `${text.slice(0, end).trimEnd()}…`
}

function isWebPage(text: string): boolean {
  return /^\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|head|title|body|center|h1)\b/i.test(text)
}

/** The title of a page, or else its first heading: the rest is layout. */
function wordsOfPage(page: string): string {
  const found = ['title', 'h1', 'h2', 'p'].map((name) =>
    new RegExp(`<${name}\\b[^>]*>([\\s\\S]*?)</${name}\\s*>`, 'i').exec(page)?.[1]?.replace(/<[^>]*>/g, ' '),
  )
  return decodeHtml(found.find((words) => words !== undefined && words.trim() !== '') ?? '')
}

function decodeHtml(text: string): string {
  return text
    .replace(/&#(\d{1,6});/g, (whole, digits: string) => characterOf(Number(digits)) ?? whole)
    .replace(/&(\w{2,4});/g, (whole, name: string) => htmlNames[name.toLowerCase()] ?? whole)
}

function characterOf(point: number): string | undefined {
  return point <= 0x10ffff ? String.fromCodePoint(point) : undefined
}
