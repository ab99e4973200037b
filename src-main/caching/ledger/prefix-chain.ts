import { hash } from 'node:crypto'
import type { PromptBlock } from '../../../src-shared/composed-prompt.ts'

const chains = new WeakMap<readonly PromptBlock[], readonly string[]>()

/**
 * A name for each prefix: the hash of everything up to and including a block. It is made of the blocks'
 * hashes, not of their texts, and once for each prefix object, which lives as long as its Space is unchanged.
 */
export function prefixChain(prefix: readonly PromptBlock[]): readonly string[] {
  const known = chains.get(prefix)
  if (known !== undefined) return known
  let name = ''
  const chain = prefix.map(
    (block) => (name = hash('sha256', `${name}\n${block.segment}\n${block.hash}`).slice(0, 32)),
  )
  chains.set(prefix, chain)
  return chain
}

/** The estimated tokens of the first `count` blocks. */
export function tokensOf(prefix: readonly PromptBlock[], count: number): number {
  let tokens = 0
  for (const block of prefix.slice(0, count)) tokens += block.tokens
  return tokens
}
