import type { PromptBlock } from '../../src-shared/composed-prompt.ts'
import { estimateTokens } from '../../src-shared/estimate-tokens.ts'
import { totalInputTokens } from '../../src-shared/usage-arithmetic.ts'
import type { Attempt } from './attempt.ts'
import { promptTokens } from './prepare-run.ts'

/** What a person should know about an answer, in the words of a warning. */
export interface Doubt {
  readonly code: string
  readonly message: string
}

/** An estimate may be off by a quarter; below this share of it, it is the server that left something out. */
const leastShare = 0.6
const leastDifference = 1_000

/**
 * The warning that a server has read a part of the request alone, by its own count; undefined when it read
 * all of it, or did not say. Servers cut what does not fit into their context, and answer all the same.
 */
export function readOnlyAPart({ usage, run }: Pick<Attempt, 'usage' | 'run'>): Doubt | undefined {
  const read = usage === undefined ? undefined : totalInputTokens(usage)
  if (read === undefined || read === 0 || run.provider.practice) return undefined
  if (!isFarBelow(read, promptTokens(run.prompt))) return undefined
  const sent = carefulEstimate(run)
  if (!isFarBelow(read, sent)) return undefined
  return {
    code: 'input_truncated',
    message:
      `The server read only ${spoken(read)} of about ${spoken(sent)} tokens, ` +
      'so the answer knows only a part of ' +
      'what was sent. Give the model a larger context on the server (Ollama: OLLAMA_CONTEXT_LENGTH), ' +
      'or send less.',
  }
}

function isFarBelow(read: number, sent: number): boolean {
  return read < sent * leastShare && sent - read > leastDifference
}

function carefulEstimate({ prompt }: Attempt['run']): number {
  return [...prompt.prefix, prompt.dynamic].reduce((sum, block) => sum + carefulTokens(block), 0)
}

/** By block, which lives as long as its Space is unchanged: a megabyte takes some 15 ms to look through. */
const estimated = new WeakMap<PromptBlock, number>()

/** Characters that repeat, such as rules and dots, are a few tokens to a model, however long they are. */
function carefulTokens(block: PromptBlock): number {
  const known = estimated.get(block)
  if (known !== undefined) return known
  const tokens = estimateTokens(block.text.replaceAll(/(\S)\1{3,}/gu, '$1$1'))
  estimated.set(block, tokens)
  return tokens
}

function spoken(count: number): string {
  return count.toLocaleString('en-US')
}
