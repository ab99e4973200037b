import type { PromptBlock } from '../../src-shared/composed-prompt.ts'
import type { NanoDollars } from '../../src-shared/money.ts'
import type { WarmBelief } from './ledger/ledger-key.ts'

/** An edit before it is saved. Prefixes are composed as the next run would send them. */
export interface Edit {
  readonly current: readonly PromptBlock[]
  readonly edited: readonly PromptBlock[]
  /**
   * The blocks of `current` after which breakpoints stand: what lies between two of them is written together.
   */
  readonly breakpoints: readonly number[]
  /** What is believed warm of `current`. */
  readonly belief: WarmBelief
  /** Nano-dollars a token written; absent when the price is unknown. */
  readonly writeRate?: NanoDollars
}

/** What the next run will write again after an edit, in estimated tokens. */
export interface EditCost {
  readonly totalTokens: number
  /** Kept by the breakpoints before the first change. */
  readonly unchangedTokens: number
  readonly rewrittenTokens: number
  /** Nano-dollars; absent when the price is unknown. */
  readonly rewriteCost?: NanoDollars
  /** Whether any of what the edit invalidates is warm now; when nothing is, the edit costs nothing extra. */
  readonly losesWarmth: boolean
  /** The first document or tool that is not what it was; absent when nothing changed or it has no name. */
  readonly firstChangedLabel?: string
}

/** Everything behind the last breakpoint before the first change is written again. */
export function costOfEdit({ current, edited, breakpoints, belief, writeRate }: Edit): EditCost {
  const shared = sharedBlocks(current, edited)
  const isSame = shared === current.length && shared === edited.length
  const kept = isSame
    ? shared
    : Math.max(0, ...breakpoints.map((index) => index + 1).filter((count) => count <= shared))
  const totalTokens = tokens(edited)
  const unchangedTokens = tokens(edited.slice(0, kept))
  const rewrittenTokens = totalTokens - unchangedTokens
  return {
    totalTokens,
    unchangedTokens,
    rewrittenTokens,
    rewriteCost: writeRate === undefined ? undefined : Math.round(rewrittenTokens * writeRate),
    losesWarmth: belief.warmBlocks > kept,
    firstChangedLabel: (edited[shared] ?? current[shared])?.label,
  }
}

function sharedBlocks(current: readonly PromptBlock[], edited: readonly PromptBlock[]): number {
  const first = edited.findIndex((block, index) => block.hash !== current[index]?.hash)
  return first < 0 ? edited.length : first
}

function tokens(blocks: readonly PromptBlock[]): number {
  return blocks.reduce((sum, block) => sum + block.tokens, 0)
}
