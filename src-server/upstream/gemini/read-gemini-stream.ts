import type { ChatChunk, ChatChunkChoice } from '../../../src-shared/dedicated-api/chat-answer.ts'
import { fromGeminiUsage } from '../../../src-shared/vendors/gemini/from-gemini-usage.ts'
import type { UpstreamPart } from '../upstream.ts'
import { ignoredField } from './from-gemini-response.ts'
import { geminiResponseSchema, type AnswerContext, type GeminiResponse } from './gemini-response.ts'
import { readCandidates, type ReadCandidate } from './read-candidate.ts'

type Delta = ChatChunkChoice['delta']

/** What a candidate has said so far. */
interface Progress {
  calls: number
  isFinished: boolean
}

/** Reads the pieces of a streamed answer, in order. What is no piece of Gemini's says nothing. */
export class GeminiStreamReader {
  readonly #context: AnswerContext
  readonly #created = Math.floor(Date.now() / 1000)
  readonly #choices = new Map<number, Progress>()
  #id: string
  #model: string
  #usage: unknown
  #hasReported = false

  constructor(context: AnswerContext) {
    this.#context = context
    this.#id = context.requestId
    this.#model = context.model
  }

  /** Whether anything of Gemini's came. */
  get hasBegun(): boolean {
    return this.#choices.size > 0 || this.#usage !== undefined
  }

  /** Whether every candidate said why it ended. */
  get isComplete(): boolean {
    return this.#choices.size > 0 && [...this.#choices.values()].every(({ isFinished }) => isFinished)
  }

  read(raw: unknown): UpstreamPart[] {
    const parsed = geminiResponseSchema.safeParse(raw)
    if (!parsed.success) return []
    const response = parsed.data
    const isFirst = !this.hasBegun
    this.#id = isFirst ? (response.responseId ?? this.#id) : this.#id
    this.#model = isFirst ? (response.modelVersion ?? this.#model) : this.#model
    const parts = readCandidates(response, this.#id, (index) => this.#choices.get(index)?.calls ?? 0).flatMap(
      (candidate) => this.#follow(candidate),
    )
    return [...parts, ...this.#report(response)]
  }

  /** What was read, then what ended: the end stands alone, as OpenAI has it. */
  #follow(candidate: ReadCandidate): UpstreamPart[] {
    const known = this.#choices.get(candidate.index)
    const progress = known ?? { calls: 0, isFinished: false }
    this.#choices.set(candidate.index, progress)
    const { text, thoughts, toolCalls, refusal, finishReason } = candidate
    const delta: Delta = {
      ...(known === undefined ? { role: 'assistant', content: null } : {}),
      ...(text === '' ? {} : { content: text }),
      ...(thoughts === '' ? {} : { reasoning_content: thoughts }),
      ...(toolCalls.length === 0
        ? {}
        : { tool_calls: toolCalls.map((call, position) => ({ index: progress.calls + position, ...call })) }),
    }
    progress.calls += toolCalls.length
    const written =
      text + thoughts + toolCalls.map((call) => call.function.name + call.function.arguments).join('')
    const parts: UpstreamPart[] =
      Object.keys(delta).length === 0
        ? []
        : [
            {
              type: 'chunk',
              chunk: this.#chunk(
                { index: candidate.index, delta, logprobs: null, finish_reason: null },
                known === undefined,
              ),
              text: written,
            },
          ]
    if (finishReason === undefined || progress.isFinished) return parts
    progress.isFinished = true
    const last = {
      index: candidate.index,
      delta: refusal === undefined ? {} : { refusal },
      logprobs: null,
      finish_reason: finishReason,
      native_finish_reason: candidate.nativeFinishReason,
    }
    return [...parts, { type: 'chunk', chunk: this.#chunk(last, false), text: '' }]
  }

  /** Every piece carries the counts so far: the first tell the input, the last the output as well. */
  #report({ usageMetadata }: GeminiResponse): UpstreamPart[] {
    this.#usage = usageMetadata ?? this.#usage
    const isFinal = this.isComplete
    if (this.#usage === undefined || (this.#hasReported && !isFinal)) return []
    this.#hasReported = true
    return [
      {
        type: 'usage',
        usage: fromGeminiUsage(this.#usage, {
          isFinal,
          readsExplicitCache: this.#context.readsExplicitCache,
        }),
      },
    ]
  }

  #chunk(choice: ChatChunkChoice, isFirst: boolean): ChatChunk {
    return {
      id: this.#id,
      object: 'chat.completion.chunk',
      created: this.#created,
      model: this.#model,
      choices: [choice],
      ...(isFirst ? ignoredField(this.#context.ignored) : {}),
    }
  }
}
