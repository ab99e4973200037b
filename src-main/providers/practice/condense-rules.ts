import type { Breather } from './breather.ts'
import { improveText } from './rewrite-rules.ts'
import { contentWords, splitSentences } from './sentences.ts'

const maximumBullets = 5

interface RankedSentence {
  readonly sentence: string
  readonly position: number
  readonly score: number
}

/** Keeps the most informative sentences, in their order, up to about half of the text's length. */
export async function shortenText(text: string, breathe: Breather): Promise<string> {
  const ranked = await rankSentences(text, breathe)
  if (ranked.length < 2) return await improveText(text, breathe)
  const budget = ranked.reduce((sum, { sentence }) => sum + sentence.length, 0) / 2
  const kept: RankedSentence[] = []
  let length = 0
  for (const candidate of ranked) {
    if (kept.length > 0 && length + candidate.sentence.length > budget) continue
    kept.push(candidate)
    length += candidate.sentence.length
  }
  return inOrder(kept).join(' ')
}

/** The sentences with the most frequent words, as a list. */
export async function summarizeText(text: string, breathe: Breather): Promise<string> {
  const ranked = await rankSentences(text, breathe)
  const count = Math.max(1, Math.min(maximumBullets, Math.ceil(ranked.length / 3)))
  return inOrder(ranked.slice(0, count))
    .map((sentence) => `- ${sentence}`)
    .join('\n')
}

function inOrder(ranked: readonly RankedSentence[]): string[] {
  return ranked.toSorted((one, other) => one.position - other.position).map(({ sentence }) => sentence)
}

/** Most informative first: a sentence is worth the frequency of its words, less for its length. */
async function rankSentences(text: string, breathe: Breather): Promise<RankedSentence[]> {
  const sentences = await splitSentences(text, breathe)
  const words: string[][] = []
  const frequency = new Map<string, number>()
  for (const sentence of sentences) {
    await breathe()
    const own = contentWords(sentence)
    words.push(own)
    for (const word of own) frequency.set(word, (frequency.get(word) ?? 0) + 1)
  }
  return sentences
    .map((sentence, position) => ({ sentence, position, score: worth(words[position] ?? [], frequency) }))
    .sort((one, other) => other.score - one.score || one.position - other.position)
}

function worth(words: readonly string[], frequency: ReadonlyMap<string, number>): number {
  const distinct = [...new Set(words)]
  return distinct.reduce((sum, word) => sum + (frequency.get(word) ?? 0), 0) / Math.sqrt(words.length + 1)
}
