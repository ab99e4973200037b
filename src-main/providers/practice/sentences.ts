import type { Breather } from './breather.ts'

/**
 * Intl.Segmenter takes time that grows with the square of its input in
 * older ICU versions, so it is fed short slices.
 */
const maximumSlice = 2000
const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })

const commonWords = new Set(
  `a about after all also an and any are as at be because been but by can could did do does for from
  had has have he her him his how i if in into is it its just like may me more most my no not of on
  one only or other our out over shall she should so some such than that the their them then there
  these they this those to too under up us use was we were what when where which who why will with
  would you your`.split(/\s+/),
)

/**
 * Splits a text into slices of at most 2,000 characters that join to the text
 * again, cut after a line or a word where possible.
 */
export function sliceText(text: string): string[] {
  const slices: string[] = []
  let start = 0
  while (start < text.length) {
    const end = cutBefore(text, start, Math.min(text.length, start + maximumSlice))
    slices.push(text.slice(start, end))
    start = end
  }
  return slices
}

function cutBefore(text: string, start: number, end: number): number {
  if (end === text.length) return end
  for (const separator of ['\n', '. ', ' ']) {
    const cut = text.lastIndexOf(separator, end - separator.length)
    if (cut > start) return cut + separator.length
  }
  return end
}

/** The sentences of a text in order, without line breaks and surrounding space. Lines end sentences. */
export async function splitSentences(text: string, breathe: Breather): Promise<string[]> {
  const sentences: string[] = []
  for (const slice of sliceText(text)) {
    await breathe()
    for (const line of slice.split('\n')) {
      for (const { segment } of segmenter.segment(line)) {
        const sentence = segment.trim()
        if (/[\p{L}\p{N}]/u.test(sentence)) sentences.push(sentence)
      }
    }
  }
  return sentences
}

/**
 * The words that carry meaning, in lower case and without common
 * endings, so that "invoices" matches "invoice".
 */
export function contentWords(text: string): string[] {
  const words = text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return words.filter((word) => word.length > 1 && !commonWords.has(word)).map(stem)
}

function stem(word: string): string {
  return word.length > 4 ? word.replace(/(?:ings?|ed|es|s|e)$/u, '') : word
}
