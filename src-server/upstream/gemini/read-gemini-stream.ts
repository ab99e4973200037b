import type { ChatChunk, ChatChunkChoice } from '../../../src-shared/dedicated-api/chat-answer.ts'
import { fromGeminiUsage } from '../../../src-shared/vendors/gemini/from-gemini-usage.ts'
import { WholeCharacters } from '../../../src-shared/vendors/whole-characters.ts'
import type { UpstreamPart } from '../upstream.ts'
import { ignoredField, type AnswerContext } from './from-gemini-response.ts'
import {
  geminiResponseSchema,
  type GeminiResponse,
} from '../../../src-shared/vendors/gemini/gemini-response.ts'
import { readCandidates, type ReadCandidate } from './read-candidate.ts'

type Delta = ChatChunkChoice['delta']

/** What a candidate has said so far. */
interface Progress {
  calls: number
  readonly characters: WholeCharacters
  /** The candidate's piece that told its end last: over gateways text may follow an early one. */
  last?: ReadCandidate
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
    return this.#choices.size > 0 && [...this.#choices.values()].every(({ last }) => last !== undefined)
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

  /** The ends of the candidates, once the stream has ended: each stands alone, as OpenAI has it. */
  end(): UpstreamPart[] {
    return [...this.#choices].flatMap(([index, { last, characters }]): UpstreamPart[] => {
      if (last?.finishReason === undefined) return []
      const rest = characters.end()
      const { refusal, finishReason, nativeFinishReason } = last
      const choice = {
        index,
        delta: { ...(rest === '' ? {} : { content: rest }), ...(refusal === undefined ? {} : { refusal }) },
        logprobs: null,
        finish_reason: finishReason,
        native_finish_reason: nativeFinishReason,
      }
      return [{ type: 'chunk', chunk: this.#chunk(choice, false), text: rest }]
    })
  }

  #follow(candidate: ReadCandidate): UpstreamPart[] {
    const known = this.#choices.get(candidate.index)
    const progress = known ?? { calls: 0, characters: new WholeCharacters() }
    this.#choices.set(candidate.index, progress)
    if (candidate.finishReason !== undefined) progress.last = candidate
    const { thoughts, toolCalls } = candidate
    const text = progress.characters.take(candidate.text)
    const delta: Delta = {
      ...(known === undefined ? { role: 'assistant', content: null } : {}),
      ...(text === '' ? {} : { content: text }),
      ...(thoughts === '' ? {} : { reasoning_content: thoughts }),
      ...(toolCalls.length === 0
        ? {}
        : { tool_calls: toolCalls.map((call, position) => ({ index: progress.calls + position, ...call })) }),
    }
    progress.calls += toolCalls.length
    if (Object.keys(delta).length === 0) return []
    const written = toolCalls.map((call) => call.function.name + call.function.arguments).join('')
    const choice = { index: candidate.index, delta, logprobs: null, finish_reason: null }
    return [
      { type: 'chunk', chunk: this.#chunk(choice, known === undefined), text: text + thoughts + written },
    ]
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
