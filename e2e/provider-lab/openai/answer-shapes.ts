import type { LabStreamEvent } from '../lab-protocol.ts'
import type { CacheAccounting, CacheRule } from './openai-cache.ts'
import { splitAnswer } from './to-pieces.ts'

/** A finished answer, in parts that both APIs need. `createdAt` is epoch seconds. */
export interface OpenAiAnswer {
  readonly id: string
  readonly createdAt: number
  readonly model: string
  readonly text: string
  readonly isCut: boolean
  readonly outputTokens: number
  readonly accounting: CacheAccounting
  readonly rule: CacheRule
}

/** Usage of a response. Source: SDK type `ResponseUsage`. */
export function responsesUsage({ accounting, rule, outputTokens }: OpenAiAnswer): unknown {
  const { total, read, written30m, written12h } = accounting
  const split =
    rule.kind === 'breakpoints'
      ? { cache_write_tokens_details: { ttl_30m_tokens: written30m, ttl_12h_tokens: written12h } }
      : {}
  return {
    input_tokens: total,
    input_tokens_details: { cached_tokens: read, cache_write_tokens: written30m + written12h, ...split },
    output_tokens: outputTokens,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: total + outputTokens,
  }
}

/** Usage of a chat completion; a server without a cache reports none. Source: SDK type `CompletionUsage`. */
export function chatUsage({ accounting, rule, outputTokens }: OpenAiAnswer): unknown {
  const { total, read, written30m, written12h } = accounting
  const counts = { prompt_tokens: total, completion_tokens: outputTokens, total_tokens: total + outputTokens }
  if (rule.kind === 'none') return counts
  const written = rule.kind === 'breakpoints' ? { cache_write_tokens: written30m + written12h } : {}
  return {
    ...counts,
    prompt_tokens_details: { cached_tokens: read, audio_tokens: 0, ...written },
    completion_tokens_details: {
      reasoning_tokens: 0,
      audio_tokens: 0,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  }
}

/** A chat completion in one piece. Source: SDK type `ChatCompletion`. */
export function chatBody(answer: OpenAiAnswer): unknown {
  const message = { role: 'assistant', content: answer.text, refusal: null, annotations: [] }
  return {
    ...chatFrame(answer),
    object: 'chat.completion',
    choices: [{ index: 0, message, logprobs: null, finish_reason: answer.isCut ? 'length' : 'stop' }],
    usage: chatUsage(answer),
  }
}

/** The same as chunks: with `include_usage`, every chunk has a usage of null and the last one, without choices, the numbers. */
export function chatEvents(answer: OpenAiAnswer, includesUsage: boolean): LabStreamEvent[] {
  const chunk = (delta: unknown, finishReason: string | null, isChunk = false): LabStreamEvent =>
    chatEvent(
      {
        ...chatFrame(answer),
        object: 'chat.completion.chunk',
        choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }],
        ...(includesUsage ? { usage: null } : {}),
      },
      isChunk,
    )
  return [
    chunk({ role: 'assistant', content: '', refusal: null }, null),
    ...splitAnswer(answer.text).map((text) => chunk({ content: text }, null, true)),
    chunk({}, answer.isCut ? 'length' : 'stop'),
    ...(includesUsage
      ? [
          chatEvent({
            ...chatFrame(answer),
            object: 'chat.completion.chunk',
            choices: [],
            usage: chatUsage(answer),
          }),
        ]
      : []),
    { text: 'data: [DONE]\n\n', isChunk: false },
  ]
}

export function chatEvent(data: unknown, isChunk = false): LabStreamEvent {
  return { text: `data: ${JSON.stringify(data)}\n\n`, isChunk }
}

function chatFrame({ id, createdAt, model }: OpenAiAnswer): object {
  return { id, created: createdAt, model, service_tier: 'default', system_fingerprint: null }
}
