import { z } from 'zod'
import type { ProviderEvent } from '../provider.ts'
import { fromChatUsage } from '../../../src-shared/vendors/openai/from-openai-usage.ts'

/** What was learned from the stream so far. */
export interface ChatState {
  readonly hasBegun: boolean
  /** The vendor's word for why the answer ended. */
  readonly finishReason?: string
  /** The text of a refusal, which comes in pieces. */
  readonly refusal: string
  /** Whether the chunk with the usage has come that follows the answer. */
  readonly hasUsage: boolean
}

export const emptyChatState: ChatState = { hasBegun: false, refusal: '', hasUsage: false }

const words = z.string().nullish().catch(undefined)

/** The parts of a chunk that are read, in whatever state servers send them. Source: SDK type `ChatCompletionChunk`. */
const chunkSchema = z.looseObject({
  id: words,
  choices: z
    .array(
      z.looseObject({
        delta: z.looseObject({ content: words, refusal: words }).nullish().catch(undefined),
        finish_reason: words,
      }),
    )
    .nullish()
    .catch(undefined),
  usage: z.unknown().optional(),
})

/** Reads one chunk of a chat completion: the state after it, and what it says to the run. */
export function readChatChunk(raw: unknown, state: ChatState): { state: ChatState; events: ProviderEvent[] } {
  const parsed = chunkSchema.safeParse(raw)
  if (!parsed.success) return { state, events: [] }
  const { id, choices, usage: rawUsage } = parsed.data
  const choice = choices?.[0]
  const usage = fromChatUsage(rawUsage)
  const text = choice?.delta?.content ?? ''
  const events: ProviderEvent[] = []
  if (!state.hasBegun)
    events.push({ type: 'begun', ...(typeof id === 'string' && id !== '' ? { responseId: id } : {}) })
  if (text !== '') events.push({ type: 'text', text })
  if (usage !== undefined) events.push({ type: 'usage', usage })
  return {
    state: {
      hasBegun: true,
      finishReason: choice?.finish_reason ?? state.finishReason,
      refusal: state.refusal + (choice?.delta?.refusal ?? ''),
      hasUsage: state.hasUsage || (usage !== undefined && choice === undefined),
    },
    events,
  }
}

/** How the answer ended, in the product's four words. Source: SDK type `ChatCompletionChunk.Choice.finish_reason`. */
export function chatStopReason({ finishReason, refusal }: ChatState): 'end' | 'length' | 'refusal' | 'other' {
  if (refusal !== '') return 'refusal'
  switch (finishReason) {
    case undefined:
    case 'stop':
      return 'end'
    case 'length':
      return 'length'
    case 'content_filter':
      return 'refusal'
    default:
      return 'other'
  }
}
