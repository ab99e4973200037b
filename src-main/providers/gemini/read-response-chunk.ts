import { readEnd, type AnswerEnd } from '../../../src-shared/vendors/answer-end.ts'
import { explainGeminiRefusal } from '../../../src-shared/vendors/gemini/explain-refusal.ts'
import { fromGeminiUsage } from '../../../src-shared/vendors/gemini/from-gemini-usage.ts'
import {
  geminiResponseSchema,
  geminiText,
  type GeminiCandidate,
  type GeminiResponse,
} from '../../../src-shared/vendors/gemini/gemini-response.ts'
import type { ProviderEvent } from '../provider.ts'

/** What was learned from the stream so far. `readsExplicitCache` says whether the request named one. */
export interface ChunkState {
  readonly readsExplicitCache: boolean
  readonly hasBegun: boolean
  /** The last usage that was not null, as the vendor sent it. */
  readonly usage?: unknown
  /** The usage event that was sent last, to send each once. */
  readonly sentUsage?: string
  /** Set by the chunk that ends the answer; over gateways more may follow, with an end of its own. */
  readonly end?: AnswerEnd
  /** What a refusal means. */
  readonly refusal?: string
}

/**
 * Reads one response of a stream: the state after it, and what it says to the run. A shape that is not
 * Gemini's says nothing.
 */
export function readResponseChunk(
  raw: unknown,
  state: ChunkState,
): { state: ChunkState; events: ProviderEvent[] } {
  const parsed = geminiResponseSchema.safeParse(raw)
  if (!parsed.success) return { state, events: [] }
  const chunk = parsed.data
  const candidate = chunk.candidates?.find(({ index }) => (index ?? 0) === 0)
  const begun: ProviderEvent[] = state.hasBegun
    ? []
    : [{ type: 'begun', ...(chunk.responseId ? { responseId: chunk.responseId } : {}) }]
  const next = {
    ...state,
    ...readCandidateEnd(chunk, candidate),
    hasBegun: true,
    usage: chunk.usageMetadata ?? state.usage,
  }
  const usage = readUsage(next)
  const text = candidate === undefined ? '' : geminiText(candidate)
  return {
    state: { ...next, sentUsage: usage.sent },
    events: [...begun, ...(text === '' ? [] : [{ type: 'text' as const, text }]), ...usage.events],
  }
}

/** Every chunk carries the counts so far; they are passed on when they change, the output's with the end. */
function readUsage(state: ChunkState): { sent: string | undefined; events: ProviderEvent[] } {
  if (state.usage === undefined) return { sent: undefined, events: [] }
  const usage = fromGeminiUsage(state.usage, {
    isFinal: state.end !== undefined,
    readsExplicitCache: state.readsExplicitCache,
  })
  const sent = JSON.stringify({ ...usage, raw: undefined })
  return { sent, events: sent === state.sentUsage ? [] : [{ type: 'usage', usage }] }
}

function readCandidateEnd(
  { promptFeedback }: GeminiResponse,
  candidate: GeminiCandidate | undefined,
): Pick<ChunkState, 'end' | 'refusal'> {
  if (promptFeedback?.blockReason)
    return {
      end: { kind: 'refusal' },
      refusal: adviseOn(promptFeedback.blockReason, promptFeedback.blockReasonMessage),
    }
  const end = readEnd(candidate?.finishReason)
  if (end === undefined) return {}
  if (end.kind !== 'refusal') return { end, refusal: undefined }
  return { end, refusal: adviseOn(candidate?.finishReason ?? '', candidate?.finishMessage) }
}

function adviseOn(reason: string, said: string | null | undefined): string {
  return `${explainGeminiRefusal(reason, said)} Change the text or the Command and try again.`
}
