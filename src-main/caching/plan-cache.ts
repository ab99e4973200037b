import type { CacheMark, CachePlan, ComposedPrompt } from '../../src-shared/composed-prompt.ts'
import type { CachePlanSummary } from '../../src-shared/run-event.ts'

/** Used when a model's minimum is unknown: the largest one of the vendors, so that a mark is set only where it surely counts. */
const largestKnownMinimum = 4_096

export interface CacheFacts {
  /** Tokens below which the model silently does not cache; absent when unknown. */
  readonly minimumCacheableTokens?: number
}

/**
 * Marks the end of each cached segment whose prefix the model can cache, for five minutes. A prefix below the model's minimum
 * gets no mark: the vendor would ignore it.
 */
export function planCache(prompt: ComposedPrompt, facts: CacheFacts): CachePlan {
  const minimum = facts.minimumCacheableTokens ?? largestKnownMinimum
  const ends = segmentEnds(prompt).filter((end) => end.tokens >= minimum)
  const marks: CacheMark[] = ends.map((end) => ({ blockIndex: end.blockIndex, ttl: '5m' }))
  const prefixTokens = prompt.prefix.reduce((sum, block) => sum + block.tokens, 0)
  const reason = marks.length === 0
    ? `The reusable part (about ${spoken(prefixTokens)} tokens) is below the ${spoken(minimum)} tokens that this model caches.`
    : `The reusable part (about ${spoken(prefixTokens)} tokens) is kept for 5 minutes; each further run reads it.`
  return { mode: marks.length === 0 ? 'none' : 'marks', marks, ttl: marks[0]?.ttl, reason }
}

/** The plan in the words of the screen and of `--json`. */
export function summarisePlan(plan: CachePlan, prompt: ComposedPrompt): CachePlanSummary {
  const segments = plan.marks.flatMap(({ blockIndex }) => prompt.prefix[blockIndex]?.segment ?? [])
  const marks = segments.filter((segment) => segment !== 'dynamic')
  return { marks, mode: plan.mode, ttl: plan.ttl, reason: plan.reason }
}

function spoken(count: number): string {
  return count.toLocaleString('en-US')
}

function segmentEnds(prompt: ComposedPrompt): { blockIndex: number; tokens: number }[] {
  const ends: { blockIndex: number; tokens: number }[] = []
  let tokens = 0
  for (const [blockIndex, block] of prompt.prefix.entries()) {
    tokens += block.tokens
    if (prompt.prefix[blockIndex + 1]?.segment !== block.segment) ends.push({ blockIndex, tokens })
  }
  return ends
}
