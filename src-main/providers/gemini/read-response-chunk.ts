import { z } from 'zod'
import type { ProviderEvent } from '../provider.ts'
import { fromGeminiUsage } from '../../../src-shared/vendors/gemini/from-gemini-usage.ts'
import { explainRefusal, mapFinishReason } from './map-finish-reason.ts'

/** What was learned from the stream so far. `readsExplicitCache` says whether the request named one. */
export interface ChunkState {
  readonly readsExplicitCache: boolean
  readonly hasBegun: boolean
  /** The last usage that was not null, as the vendor sent it. */
  readonly usage?: unknown
  /** The usage event that was sent last, to send each once. */
  readonly sentUsage?: string
  /** Set by the chunk that ends the answer. */
  readonly stopReason?: 'end' | 'length' | 'refusal' | 'other'
}

/** The parts of a response that are read. Source: SDK type `GenerateContentResponse`. */
const chunkSchema = z.object({
  responseId: z.string().nullish(),
  candidates: z
    .array(
      z.object({
        content: z
          .object({
            parts: z
              .array(z.object({ text: z.string().nullish(), thought: z.boolean().nullish() }))
              .nullish(),
          })
          .nullish(),
        finishReason: z.string().nullish(),
        finishMessage: z.string().nullish(),
      }),
    )
    .nullish(),
  promptFeedback: z
    .object({ blockReason: z.string().nullish(), blockReasonMessage: z.string().nullish() })
    .nullish(),
  usageMetadata: z.unknown().optional(),
})

type Chunk = z.infer<typeof chunkSchema>

/** Reads one response of a stream: the state after it, and what it says to the run. A shape that is not Gemini's says nothing. */
export function readResponseChunk(
  raw: unknown,
  state: ChunkState,
): { state: ChunkState; events: ProviderEvent[] } {
  const parsed = chunkSchema.safeParse(raw)
  if (!parsed.success) return { state, events: [] }
  const chunk = parsed.data
  const end = readEnd(chunk)
  const begun: ProviderEvent[] = state.hasBegun
    ? []
    : [{ type: 'begun', ...(chunk.responseId ? { responseId: chunk.responseId } : {}) }]
  const next = {
    ...state,
    hasBegun: true,
    usage: chunk.usageMetadata ?? state.usage,
    stopReason: end.stopReason ?? state.stopReason,
  }
  const usage = readUsage(next)
  return {
    state: { ...next, sentUsage: usage.sent },
    events: [...begun, ...textOf(chunk), ...usage.events, ...end.events],
  }
}

function textOf({ candidates }: Chunk): ProviderEvent[] {
  const parts = candidates?.[0]?.content?.parts ?? []
  return parts.flatMap(({ text, thought }): ProviderEvent[] =>
    text && thought !== true ? [{ type: 'text', text }] : [],
  )
}

/** Every chunk carries the counts so far; they are passed on when they change, with the output once the answer is complete. */
function readUsage(state: ChunkState): { sent: string | undefined; events: ProviderEvent[] } {
  if (state.usage === undefined) return { sent: undefined, events: [] }
  const usage = fromGeminiUsage(state.usage, {
    isFinal: state.stopReason !== undefined,
    readsExplicitCache: state.readsExplicitCache,
  })
  const sent = JSON.stringify({ ...usage, raw: undefined })
  return { sent, events: sent === state.sentUsage ? [] : [{ type: 'usage', usage }] }
}

function readEnd({ candidates, promptFeedback }: Chunk): {
  stopReason?: NonNullable<ChunkState['stopReason']>
  events: ProviderEvent[]
} {
  if (promptFeedback?.blockReason)
    return {
      stopReason: 'refusal',
      events: [refusal(promptFeedback.blockReason, promptFeedback.blockReasonMessage)],
    }
  const candidate = candidates?.[0]
  if (!candidate?.finishReason) return { events: [] }
  const stopReason = mapFinishReason(candidate.finishReason)
  return {
    stopReason,
    events: stopReason === 'refusal' ? [refusal(candidate.finishReason, candidate.finishMessage)] : [],
  }
}

function refusal(reason: string, said: string | null | undefined): ProviderEvent {
  return { type: 'warning', code: 'refusal', message: explainRefusal(reason, said) }
}
