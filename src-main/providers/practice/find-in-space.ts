import type { Breather } from './breather.ts'
import { contentWords, splitSentences } from './sentences.ts'

/** A sentence of a Space that shares words with a question, and the title of its document. */
export interface SpaceSentence {
  readonly sentence: string
  readonly title: string
  /** The shared words, rare ones weighing more. */
  readonly score: number
}

interface Candidate {
  readonly sentence: string
  readonly title: string
  readonly shared: readonly string[]
}

const weakShare = 0.5

/** The sentences of the Space's documents that match best, best first; none when nothing shares a word. */
export async function findInSpace(
  documents: readonly string[],
  question: string,
  limit: number,
  breathe: Breather,
): Promise<SpaceSentence[]> {
  const wanted = new Set(contentWords(question.slice(0, 20_000)))
  if (wanted.size === 0) return []
  const candidates: Candidate[] = []
  for (const document of documents) candidates.push(...(await matchingSentences(document, wanted, breathe)))
  const ranked = rank(candidates)
  const best = ranked[0]?.score ?? 0
  return ranked.filter(({ score }) => score >= best * weakShare).slice(0, limit)
}

async function matchingSentences(
  document: string,
  wanted: ReadonlySet<string>,
  breathe: Breather,
): Promise<Candidate[]> {
  const title = titleOf(document)
  const found: Candidate[] = []
  for (const line of document.split('\n')) {
    await breathe()
    if (isMarkup(line) || sharedWords(line, wanted).length === 0) continue
    for (const sentence of await splitSentences(line, breathe)) {
      const shared = sharedWords(sentence, wanted)
      if (shared.length > 0) found.push({ sentence, title, shared })
    }
  }
  return found
}

function rank(candidates: readonly Candidate[]): SpaceSentence[] {
  const occurrences = new Map<string, number>()
  for (const { shared } of candidates)
    for (const word of shared) occurrences.set(word, (occurrences.get(word) ?? 0) + 1)
  const weight = (word: string): number => Math.log(1 + candidates.length / (occurrences.get(word) ?? 1))
  return candidates
    .map(({ sentence, title, shared }) => ({
      sentence,
      title,
      score: shared.reduce((sum, word) => sum + weight(word), 0),
    }))
    .sort((one, other) => other.score - one.score)
}

function sharedWords(text: string, wanted: ReadonlySet<string>): string[] {
  return [...new Set(contentWords(text))].filter((word) => wanted.has(word))
}

function titleOf(document: string): string {
  const title =
    /\btitle="([^"]*)"/.exec(document.slice(0, 1000)) ??
    /<title>([^<]*)<\/title>/.exec(document.slice(0, 1000))
  const escaped = title?.[1]?.trim()
  if (escaped !== undefined) return unescapeAttribute(escaped)
  return (
    document
      .split('\n')
      .find((line) => line.trim() !== '')
      ?.replace(/^#+\s*/, '')
      .slice(0, 80) ?? ''
  )
}

function unescapeAttribute(value: string): string {
  return value.replaceAll('&lt;', '<').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}

function isMarkup(line: string): boolean {
  return /^\s*<\/?[a-z][^>]*>\s*$/.test(line)
}
