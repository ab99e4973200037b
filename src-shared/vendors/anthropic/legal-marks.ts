import type { CachePlan, ComposedPrompt, PromptBlock } from '../../composed-prompt.ts'

export type AnthropicTtl = '5m' | '1h'

/** Anthropic's limit of breakpoints in a request. */
const maximumMarks = 4

/** Anthropic's prefix order: tools, system, messages. */
const levels: Readonly<Record<PromptBlock['segment'], number>> = {
  tools: 0,
  system: 1,
  space: 1,
  conversation: 2,
  dynamic: 3,
}

/**
 * Whether Anthropic takes a block: it refuses text blocks of nothing but white space, with a breakpoint or
 * without.
 */
export function isSendable({ text }: Pick<PromptBlock, 'text'>): boolean {
  return text.trim() !== ''
}

/**
 * The breakpoints of a plan, by block index, as Anthropic takes them: none unless the plan's mode is `marks`,
 * none on a block that is not sent, at most the four of the longest prefixes, and no hour after five minutes
 * (it is shortened, which never costs more than was planned).
 */
export function legalMarks({ prefix }: ComposedPrompt, plan: CachePlan): ReadonlyMap<number, AnthropicTtl> {
  if (plan.mode !== 'marks') return new Map()
  const asked = new Map(plan.marks.map(({ blockIndex, ttl }) => [blockIndex, ttl]))
  const marked = prefix.flatMap((block, index) => {
    const ttl = asked.get(index)
    return ttl === undefined || !isSendable(block)
      ? []
      : [{ index, level: levels[block.segment], ttl: nearestTtl(ttl) }]
  })
  const kept = marked
    .toSorted((one, other) => one.level - other.level || one.index - other.index)
    .slice(-maximumMarks)
  const firstShort = kept.findIndex(({ ttl }) => ttl === '5m')
  return new Map(
    kept.map(({ index, ttl }, position) => [index, firstShort >= 0 && position > firstShort ? '5m' : ttl]),
  )
}

/** Other vendors' lifetimes become the longest that Anthropic has. */
function nearestTtl(ttl: string): AnthropicTtl {
  return ttl === '5m' ? '5m' : '1h'
}
