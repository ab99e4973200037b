import type { ChatToolCall, FinishReason } from '../../../src-shared/dedicated-api/chat-answer.ts'
import {
  geminiText,
  type GeminiCandidate,
  type GeminiResponse,
} from '../../../src-shared/vendors/gemini/gemini-response.ts'
import { finishReasonOf, readEnd } from '../../../src-shared/vendors/answer-end.ts'
import { explainGeminiRefusal } from '../../../src-shared/vendors/gemini/explain-refusal.ts'

/** A call of a tool, with the signature that Gemini wants back, where Google's own OpenAI endpoint has it. */
export type SignedToolCall = ChatToolCall & {
  readonly extra_content?: { readonly google: { readonly thought_signature: string } }
}

/** What one candidate, whole or in a piece of a stream, says in OpenAI's terms. Absent texts are empty. */
export interface ReadCandidate {
  readonly index: number
  readonly text: string
  readonly thoughts: string
  readonly toolCalls: readonly SignedToolCall[]
  readonly refusal: string | undefined
  /** Absent while the answer goes on. */
  readonly finishReason: FinishReason | undefined
  /** Gemini's own word for it, which tells more. */
  readonly nativeFinishReason: string | undefined
}

/**
 * Reads a candidate. `callsBefore` says how many calls of tools it made in earlier pieces; their ids are made
 * of it.
 */
function readCandidate(candidate: GeminiCandidate, responseId: string, callsBefore: number): ReadCandidate {
  const index = candidate.index ?? 0
  const parts = candidate.content?.parts ?? []
  const toolCalls: SignedToolCall[] = []
  for (const { functionCall: call, thoughtSignature: signature } of parts) {
    if (!call) continue
    const id = call.id ?? `call_${responseId}_${index}_${callsBefore + toolCalls.length}`
    const signed = signature ? { extra_content: { google: { thought_signature: signature } } } : {}
    toolCalls.push({
      id,
      type: 'function',
      function: { name: call.name, arguments: JSON.stringify(call.args ?? {}) },
      ...signed,
    })
  }
  const end = readEnd(candidate.finishReason)
  const isCall = end?.kind === 'complete' && callsBefore + toolCalls.length > 0
  const reason = end === undefined ? undefined : (candidate.finishReason ?? undefined)
  return {
    index,
    text: geminiText(candidate),
    thoughts: geminiText(candidate, 'thoughts'),
    toolCalls,
    refusal:
      end?.kind === 'refusal' ? explainGeminiRefusal(reason ?? '', candidate.finishMessage) : undefined,
    finishReason: end === undefined ? undefined : isCall ? 'tool_calls' : finishReasonOf(end),
    nativeFinishReason: reason,
  }
}

/** The candidates of a response; for a blocked prompt one that declines. */
export function readCandidates(
  response: GeminiResponse,
  responseId: string,
  callsBefore: (index: number) => number,
): ReadCandidate[] {
  const reason = response.promptFeedback?.blockReason
  if (reason)
    return [
      {
        index: 0,
        text: '',
        thoughts: '',
        toolCalls: [],
        refusal: explainGeminiRefusal(reason, response.promptFeedback?.blockReasonMessage),
        finishReason: 'content_filter',
        nativeFinishReason: reason,
      },
    ]
  return (response.candidates ?? []).map((candidate) =>
    readCandidate(candidate, responseId, callsBefore(candidate.index ?? 0)),
  )
}
