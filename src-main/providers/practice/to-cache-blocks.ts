import type { PromptBlock } from '../../../src-shared/composed-prompt.ts'
import type { CacheTtl } from '../../../src-shared/run-event.ts'
import type { ProviderCall } from '../provider.ts'
import type { CacheBlock, MarkTtl } from './prefix-blocks.ts'

type Prompted = Pick<ProviderCall, 'prompt' | 'plan'>

/**
 * A call as the simulated cache sees it: tools, system, Space, turns, and
 * the dynamic segment last, which is never marked.
 */
export function toCacheBlocks(call: Prompted): CacheBlock[] {
  const { dynamic } = call.prompt
  return [...toPrefixBlocks(call), { hash: `message ${dynamic.hash}`, tokens: dynamic.tokens }]
}

/** The blocks before the dynamic segment, with the plan's marks. Blank blocks are not sent. */
export function toPrefixBlocks({ prompt, plan }: Prompted): CacheBlock[] {
  const ttls = new Map(
    plan.mode === 'marks' ? plan.marks.map((mark) => [mark.blockIndex, mark.ttl] as const) : [],
  )
  return prompt.prefix.flatMap((block, index) =>
    block.text.trim() === ''
      ? []
      : [{ hash: `${levelOf(block)} ${block.hash}`, tokens: block.tokens, mark: toMarkTtl(ttls.get(index)) }],
  )
}

function levelOf(block: PromptBlock): string {
  if (block.segment === 'conversation') return block.role
  return block.segment === 'tools' ? 'tool' : 'system'
}

/** The simulated cache has Anthropic's lifetimes; others become the longest. */
function toMarkTtl(ttl: CacheTtl | undefined): MarkTtl | undefined {
  return ttl === undefined || ttl === '5m' ? ttl : '1h'
}
