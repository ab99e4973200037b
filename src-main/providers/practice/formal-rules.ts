import type { Breather } from './breather.ts'

const formalPhrases: readonly (readonly [RegExp, string])[] = [
  [/\b(can)(?:'|’)t\b/gi, '$1not'],
  [/\b(w)on(?:'|’)t\b/gi, '$1ill not'],
  [/\b(sh)an(?:'|’)t\b/gi, '$1all not'],
  [/\b(is|are|was|were|do|does|did|has|have|had|could|should|would|must|need)n(?:'|’)t\b/gi, '$1 not'],
  [/\b(let)(?:'|’)s\b/gi, '$1 us'],
  [/\b(I)(?:'|’)m\b/gi, '$1 am'],
  [/\b(it|that|there|what|he|she)(?:'|’)s\b/gi, '$1 is'],
  [/\b(\p{L}+)(?:'|’)re\b/giu, '$1 are'],
  [/\b(\p{L}+)(?:'|’)ve\b/giu, '$1 have'],
  [/\b(\p{L}+)(?:'|’)ll\b/giu, '$1 will'],
  [/\b(?:hi|hey)\b(?= +\p{L}| *[,!])/giu, 'Hello'],
  [/\bthanks\b/g, 'thank you'],
  [/\bThanks\b/g, 'Thank you'],
  [/\bgonna\b/gi, 'going to'],
  [/\bwanna\b/gi, 'want to'],
  [/!+/g, '.'],
]

/** Writes contractions out and takes out what is casual; everything else stays. */
export async function formaliseText(text: string, breathe: Breather): Promise<string> {
  let formal = text
  for (const [phrase, replacement] of formalPhrases) {
    await breathe()
    formal = formal.replace(phrase, replacement)
  }
  return formal
}
