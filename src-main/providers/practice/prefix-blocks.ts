import { createHash } from 'node:crypto'
import { z } from 'zod'

/** Anthropic's lifetimes. */
export const markTtlSchema = z.enum(['5m', '1h'])
export type MarkTtl = z.infer<typeof markTtlSchema>

/** Anthropic's limit of cache breakpoints in a request. */
export const maximumBreakpoints = 4

/**
 * One block of a request: a hash of everything that makes its bytes, its tokens, and a breakpoint at its end.
 */
export interface CacheBlock {
  readonly hash: string
  readonly tokens: number
  readonly mark?: MarkTtl
  /** True for a text block without text: it may not be marked. */
  readonly empty?: boolean
}

export type PrefixCacheProblem = 'too_many_marks' | 'ttl_order' | 'empty_marked'

/** A request that Anthropic refuses with status 400; the message is worded as Anthropic words it. */
export class PrefixCacheError extends Error {
  readonly code: PrefixCacheProblem
  readonly retryable = false

  constructor(code: PrefixCacheProblem, message: string) {
    super(message)
    this.name = 'PrefixCacheError'
    this.code = code
  }
}

/**
 * Throws PrefixCacheError when the breakpoints break Anthropic's rules: at most four,
 * one hour before five minutes, none on empty text.
 */
export function checkBlocks(blocks: readonly CacheBlock[]): void {
  const marked = blocks.filter((block) => block.mark !== undefined)
  if (marked.some((block) => block.empty)) {
    throw new PrefixCacheError('empty_marked', 'cache_control cannot be set for empty text blocks')
  }
  if (marked.length > maximumBreakpoints) {
    throw new PrefixCacheError(
      'too_many_marks',
      `A maximum of ${maximumBreakpoints} blocks with cache_control may be provided. Found ${marked.length}.`,
    )
  }
  const firstShort = marked.findIndex((block) => block.mark === '5m')
  if (firstShort >= 0 && marked.slice(firstShort).some((block) => block.mark === '1h')) {
    throw new PrefixCacheError(
      'ttl_order',
      "a ttl='1h' cache_control block must not come after a ttl='5m' cache_control block. " +
        'Blocks are processed in the order tools, system, messages.',
    )
  }
}

/**
 * A key for each prefix of a request. It is a hash, so that a
 * workspace's name (which may be a secret) is not kept.
 */
export function chainKeys(request: {
  workspace: string
  model: string
  blocks: readonly CacheBlock[]
}): string[] {
  let key = sha256(JSON.stringify([request.workspace, request.model]))
  return request.blocks.map((block) => (key = sha256(`${key}\n${block.hash}`)))
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
