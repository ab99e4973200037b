import type { CacheTtl } from './run-event.ts'

/** A tool that the model may call. `parameters` is a JSON schema. */
export interface ToolDefinition {
  readonly name: string
  readonly description: string
  readonly parameters: Readonly<Record<string, unknown>>
}

interface BlockIdentity {
  /** The bytes that make the block what it is; for a tool, its canonical JSON (sorted keys). */
  readonly text: string
  /** SHA-256 (hex) of `text`, with the role where there is one. */
  readonly hash: string
  /** An estimate. */
  readonly tokens: number
  /** What a person calls it: a document's title, a tool's name. */
  readonly label?: string
}

export interface TextBlock extends BlockIdentity {
  readonly segment: 'system' | 'space' | 'dynamic'
}

/** An earlier turn of a conversation that is continued. */
export interface TurnBlock extends BlockIdentity {
  readonly segment: 'conversation'
  readonly role: 'user' | 'assistant'
}

export interface ToolBlock extends BlockIdentity {
  readonly segment: 'tools'
  readonly tool: ToolDefinition
}

/** A piece of a prompt with an identity of its own. */
export type PromptBlock = TextBlock | TurnBlock | ToolBlock

export type SegmentName = PromptBlock['segment']

/**
 * A prompt in segments, stable before volatile. `prefix` holds tools, system, Space (a block a document) and
 * conversation in this order, which is the order of every vendor's prefix; the same content always gives the
 * same bytes. `dynamic` is the Command with the selected text.
 */
export interface ComposedPrompt {
  readonly prefix: readonly PromptBlock[]
  readonly dynamic: TextBlock
  /**
   * The blocks of `prefix`, in order, after which a breakpoint is worth setting: the last
   * tool, the ends of stability groups, the end of the Space, the end of the conversation. At
   * most four; the planner decides whether any is set.
   */
  readonly breakpoints: readonly number[]
}

/** A cache breakpoint at the end of `prefix[blockIndex]`. */
export interface CacheMark {
  readonly blockIndex: number
  readonly ttl: CacheTtl
}

/**
 * How a prompt is cached.
 * - `none`: nothing is cached on purpose, and providers that can refrain from writing do.
 * - `marks`: breakpoints at `marks`.
 * - `automatic`: the vendor caches by itself; nothing is asked for but what routes and keeps it (key,
 *   retention).
 * - `explicit`: a cache object holds the prefix up to the one mark (Gemini).
 */
export type CacheMode = 'none' | 'marks' | 'automatic' | 'explicit'

/** Where to set breakpoints (in block order), for how long, and why so, in words for a person. */
export interface CachePlan {
  readonly mode: CacheMode
  readonly marks: readonly CacheMark[]
  /** The lifetime that is asked for; absent when none is. */
  readonly ttl?: CacheTtl
  readonly reason: string
}
