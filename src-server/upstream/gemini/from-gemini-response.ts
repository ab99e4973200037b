import type { ChatChoice } from '../../../src-shared/dedicated-api/chat-answer.ts'
import { fromGeminiUsage } from '../../../src-shared/vendors/gemini/from-gemini-usage.ts'
import { vendorNames } from '../../../src-shared/vendors/vendor-names.ts'
import { phraseFailure } from '../http/phrase-failure.ts'
import { toPlainChoice } from '../http/to-plain-chunk.ts'
import type { UpstreamAnswer } from '../upstream.ts'
import { geminiResponseSchema } from '../../../src-shared/vendors/gemini/gemini-response.ts'
import { readCandidates, type ReadCandidate } from './read-candidate.ts'

/** What is known from the request. */
export interface AnswerContext {
  readonly requestId: string
  readonly model: string
  readonly readsExplicitCache: boolean
  readonly ignored: readonly string[]
}

/** Gemini's answer in OpenAI's shape. Throws ApiError 502 for what is none. */
export function fromGeminiResponse(
  raw: unknown,
  { requestId, model, readsExplicitCache, ignored }: AnswerContext,
): UpstreamAnswer {
  const parsed = geminiResponseSchema.safeParse(raw)
  if (!parsed.success) throw phraseFailure({ kind: 'wrong_address' }, vendorNames.gemini)
  const response = parsed.data
  const id = response.responseId ?? requestId
  const candidates = readCandidates(response, id, () => 0)
  if (!candidates.some(saysSomething)) throw phraseFailure({ kind: 'wrong_address' }, vendorNames.gemini)
  const completion = {
    id,
    object: 'chat.completion' as const,
    created: Math.floor(Date.now() / 1000),
    model: response.modelVersion ?? model,
    choices: candidates.map((candidate) => toPlainChoice(toChoice(candidate))),
    ...ignoredField(ignored),
  }
  const { usageMetadata } = response
  return {
    completion,
    usage: usageMetadata ? fromGeminiUsage(usageMetadata, { isFinal: true, readsExplicitCache }) : undefined,
  }
}

/** What of the request was left out, for whom it concerns. */
export function ignoredField(ignored: readonly string[]): {
  readonly ignored_parameters?: readonly string[]
} {
  return ignored.length === 0 ? {} : { ignored_parameters: ignored }
}

function saysSomething({ text, thoughts, toolCalls, finishReason }: ReadCandidate): boolean {
  return finishReason !== undefined || text !== '' || thoughts !== '' || toolCalls.length > 0
}

function toChoice({
  index,
  text,
  thoughts,
  toolCalls,
  refusal,
  finishReason = 'stop',
  nativeFinishReason,
}: ReadCandidate): ChatChoice {
  const message = {
    role: 'assistant' as const,
    content: text === '' ? null : text,
    refusal: refusal ?? null,
    ...(toolCalls.length === 0 ? {} : { tool_calls: toolCalls }),
    ...(thoughts === '' ? {} : { reasoning_content: thoughts }),
  }
  return {
    index,
    message,
    logprobs: null,
    finish_reason: finishReason,
    ...(nativeFinishReason === undefined ? {} : { native_finish_reason: nativeFinishReason }),
  }
}
