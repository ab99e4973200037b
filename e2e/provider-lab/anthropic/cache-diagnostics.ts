import { createHash } from 'node:crypto'
import type { CacheBlock } from '../../../src-main/providers/practice/prefix-blocks.ts'
import type { MessageRequest } from './message-request.ts'

/** The field of an answer. Source: SDK types `Diagnostics` and `CacheMissReason`. */
export type LabDiagnostics = {
  readonly cache_miss_reason: { readonly type: string; readonly cache_missed_input_tokens?: number }
} | null

/** One request that asks for diagnostics, with its blocks as the cache sees them. */
export interface Diagnosed {
  readonly workspace: string
  readonly request: MessageRequest
  readonly blocks: readonly CacheBlock[]
}

export interface CacheDiagnostics {
  /** Compares a request with the one whose answer it names; null without the field, without a name and without divergence. */
  diagnose(diagnosed: Diagnosed): LabDiagnostics
  /** Keeps hashes of a request that has the field, by the id of its answer. */
  keep(messageId: string, diagnosed: Diagnosed): void
}

interface Fingerprint {
  readonly workspace: string
  readonly model: string
  readonly tools: string
  readonly system: string
  /** What else changes the prompt: thinking, tool choice, output format. */
  readonly settings: string
  readonly messages: readonly string[]
  readonly blocks: readonly CacheBlock[]
}

const keptFingerprints = 5_000

/** Our simulation of Anthropic's cache diagnostics: structure is compared, whether the cache was hit or not. */
export function createCacheDiagnostics(): CacheDiagnostics {
  const kept = new Map<string, Fingerprint>()
  return {
    diagnose(diagnosed) {
      const previousId = diagnosed.request.diagnostics?.previous_message_id
      if (previousId === null || previousId === undefined) return null
      const previous = kept.get(previousId)
      if (previous?.workspace !== diagnosed.workspace)
        return { cache_miss_reason: { type: 'previous_message_not_found' } }
      return compare(previous, fingerprintOf(diagnosed))
    },
    keep(messageId, diagnosed) {
      if (!diagnosed.request.diagnostics) return
      kept.set(messageId, fingerprintOf(diagnosed))
      const oldest = kept.size > keptFingerprints ? kept.keys().next().value : undefined
      if (oldest !== undefined) kept.delete(oldest)
    },
  }
}

/** The first divergence in the order of the prefix. */
function compare(previous: Fingerprint, current: Fingerprint): LabDiagnostics {
  for (const part of ['model', 'tools', 'system'] as const) {
    if (previous[part] !== current[part])
      return {
        cache_miss_reason: {
          type: `${part}_changed`,
          cache_missed_input_tokens: missedTokens(previous, current),
        },
      }
  }
  if (previous.settings !== current.settings) return { cache_miss_reason: { type: 'unavailable' } }
  const isAppended = previous.messages.every((message, index) => message === current.messages[index])
  return isAppended
    ? null
    : {
        cache_miss_reason: {
          type: 'messages_changed',
          cache_missed_input_tokens: missedTokens(previous, current),
        },
      }
}

/** What the earlier request had cached behind the last block that both share. */
function missedTokens(previous: Fingerprint, current: Fingerprint): number {
  const end = previous.blocks.findLastIndex(({ mark }) => mark !== undefined) + 1
  const isSameModel = previous.model === current.model
  const divergence = previous.blocks.findIndex(
    ({ hash }, index) => !isSameModel || hash !== current.blocks[index]?.hash,
  )
  return divergence < 0
    ? 0
    : previous.blocks.slice(divergence, end).reduce((sum, { tokens }) => sum + tokens, 0)
}

function fingerprintOf({ workspace, request, blocks }: Diagnosed): Fingerprint {
  const { model, speed, tools, system, tool_choice, thinking, output_config, messages } = request
  return {
    workspace,
    model: hashOf([model, speed ?? null]),
    tools: hashOf(tools ?? []),
    system: hashOf(system ?? []),
    settings: hashOf([tool_choice, thinking, output_config]),
    messages: messages.map(hashOf),
    blocks,
  }
}

/** Breakpoints are no part of the prompt, and a string is short for one text block. */
function hashOf(part: unknown): string {
  const plain: unknown = typeof part === 'string' ? [{ type: 'text', text: part }] : part
  return createHash('sha256').update(JSON.stringify(plain, withoutBreakpoints)).digest('hex')
}

function withoutBreakpoints(key: string, value: unknown): unknown {
  if (key === 'cache_control') return undefined
  return key === 'content' && typeof value === 'string' ? [{ type: 'text', text: value }] : value
}
