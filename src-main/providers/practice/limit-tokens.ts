import { estimateTokens } from '../../../src-shared/estimate-tokens.ts'

/** Cuts a text to about this many tokens, at the end of a word. */
export function limitTokens(text: string, maximumTokens: number): { text: string; isCut: boolean } {
  const tokens = estimateTokens(text)
  if (tokens <= maximumTokens) return { text, isCut: false }
  let end = Math.floor((text.length * maximumTokens) / tokens)
  while (end > 0 && estimateTokens(text.slice(0, end)) > maximumTokens) end = Math.floor(end * 0.9)
  const lastSpace = text.lastIndexOf(' ', end)
  return { text: text.slice(0, lastSpace > 0 ? lastSpace : end), isCut: true }
}
