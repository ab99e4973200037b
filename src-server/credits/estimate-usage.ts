import { estimateTokens } from '../../src-shared/estimate-tokens.ts'
import type { TokenUsage } from '../../src-shared/token-usage.ts'
import { cacheWriteTotal } from '../../src-shared/usage-arithmetic.ts'

/** For a charge the likely number is taken, not the highest: bytes of prose and JSON per token. */
const bytesPerToken = 4

export interface CutOffCall {
  /** What the vendor had reported by then (Anthropic tells the input at the start). */
  readonly known?: TokenUsage | undefined
  /** UTF-8 bytes of the request's body. */
  readonly inputBytes: number
  /** What was streamed. */
  readonly text: string
}

/**
 * The usage of a call that ended before its vendor reported it all. Reported counts stay as
 * they are; missing input is estimated from the request's length and missing output from the
 * streamed text. The charge for it is an estimate.
 */
export function estimateUsage({ known, inputBytes, text }: CutOffCall): TokenUsage {
  return {
    ...known,
    uncachedInputTokens: known?.uncachedInputTokens ?? estimateInput(known, inputBytes),
    outputTokens: known?.outputTokens ?? estimateTokens(text),
  }
}

function estimateInput(known: TokenUsage | undefined, inputBytes: number): number {
  const cached = known === undefined ? 0 : (known.cacheReadTokens ?? 0) + (cacheWriteTotal(known) ?? 0)
  return Math.max(0, Math.ceil(inputBytes / bytesPerToken) - cached)
}
