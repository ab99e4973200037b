import type { CacheTtl } from './run-event.ts'

/** A piece of a prompt with an identity of its own: its bytes, their SHA-256 (hex) and an estimate of their tokens. */
export interface PromptBlock {
  readonly segment: 'system' | 'space' | 'dynamic'
  readonly text: string
  readonly hash: string
  readonly tokens: number
}

/**
 * A prompt in segments, stable before volatile. `prefix` holds the system segment and then the Space segment, a block a
 * document; the same content always gives the same bytes. `dynamic` is the Command with the selected text.
 */
export interface ComposedPrompt {
  readonly prefix: readonly PromptBlock[]
  readonly dynamic: PromptBlock
}

/** A cache breakpoint at the end of `prefix[blockIndex]`. */
export interface CacheMark {
  readonly blockIndex: number
  readonly ttl: CacheTtl
}

/** Where to set breakpoints (in block order), and why so, in words for a person. */
export interface CachePlan {
  readonly marks: readonly CacheMark[]
  readonly reason: string
}
