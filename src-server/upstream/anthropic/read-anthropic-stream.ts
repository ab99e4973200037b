import { z } from 'zod'
import type { ChatChunk, ChatChunkChoice } from '../../../src-shared/dedicated-api/chat-answer.ts'
import {
  fromAnthropicUsage,
  mergeAnthropicUsage,
  type AnthropicUsage,
} from '../../../src-shared/vendors/anthropic/from-anthropic-usage.ts'
import { readEnd, type AnswerEnd } from '../../../src-shared/vendors/answer-end.ts'
import {
  eventUsageSchema,
  messageDeltaSchema,
  messageStartSchema,
} from '../../../src-shared/vendors/anthropic/message-events.ts'
import { WholeCharacters } from '../../../src-shared/vendors/whole-characters.ts'
import { throwIfError } from '../../../src-shared/vendors/told-error.ts'
import { endFields } from '../http/end-fields.ts'
import type { UpstreamPart } from '../upstream.ts'
import { extensions, type AnswerContext } from './from-anthropic-message.ts'
import { isObject, type Members } from './members.ts'

type Delta = ChatChunkChoice['delta']

const toolStart = z.object({ id: z.string(), name: z.string(), input: z.unknown().optional() })

/** A block that is being streamed. */
interface OpenBlock {
  /** As it began, with what was thought since. */
  readonly members: Record<string, unknown>
  /** For a call of a tool: its number among them. */
  readonly call?: number
  hasArguments: boolean
}

/**
 * Reads the events of one streamed message, in order. Source: SDK type `RawMessageStreamEvent`; events and
 * blocks that are unknown here say nothing. Throws a ZodError or TypeError for what is no event of
 * Anthropic's.
 */
export class AnthropicStreamReader {
  readonly #context: AnswerContext
  readonly #created = Math.floor(Date.now() / 1000)
  readonly #blocks = new Map<unknown, OpenBlock>()
  readonly #characters = new WholeCharacters()
  #id: string
  #model: string
  #calls = 0
  #usage: AnthropicUsage | undefined
  #hasBegun = false
  #hasFinished = false
  #isComplete = false

  constructor(context: AnswerContext) {
    this.#context = context
    this.#id = context.requestId
    this.#model = context.model
  }

  /** Whether the message began: a stream without it was no message. */
  get hasBegun(): boolean {
    return this.#hasBegun
  }

  /** Whether its last event came. */
  get isComplete(): boolean {
    return this.#isComplete
  }

  read(event: unknown): UpstreamPart[] {
    if (!isObject(event)) return []
    switch (event.type) {
      case 'content_block_delta':
        return this.#continueBlock(event)
      case 'message_start':
        return this.#begin(event.message)
      case 'content_block_start':
        return this.#beginBlock(event)
      case 'content_block_stop':
        return this.#endBlock(event)
      case 'message_delta':
        return this.#finish(event)
      case 'message_stop':
        this.#isComplete = true
        // A server that gives no reason has ended well.
        return this.#hasFinished ? [] : [this.#part({}, '', { kind: 'complete' })]
      default:
        throwIfError(event)
        return []
    }
  }

  #begin(raw: unknown): UpstreamPart[] {
    const { id, model, usage, diagnostics } = messageStartSchema.parse(raw)
    this.#hasBegun = true
    this.#id = id ?? this.#id
    this.#model = model ?? this.#model
    const first = this.#chunk(
      { role: 'assistant', content: '' },
      undefined,
      extensions(diagnostics, this.#context.ignored),
    )
    return [{ type: 'chunk', chunk: first, text: '' }, ...this.#report(usage, false)]
  }

  #beginBlock({ index, content_block: raw }: Members): UpstreamPart[] {
    if (!isObject(raw)) return []
    const isCall = raw.type === 'tool_use'
    this.#blocks.set(index, {
      members: { ...raw },
      hasArguments: false,
      ...(isCall ? { call: this.#calls } : {}),
    })
    if (raw.type === 'text' && typeof raw.text === 'string' && raw.text !== '')
      return [this.#part({ content: raw.text }, raw.text)]
    if (!isCall) return []
    const { id, name } = toolStart.parse(raw)
    this.#calls += 1
    return [
      this.#part(
        { tool_calls: [{ index: this.#calls - 1, id, type: 'function', function: { name, arguments: '' } }] },
        name,
      ),
    ]
  }

  #continueBlock({ index, delta }: Members): UpstreamPart[] {
    if (!isObject(delta)) return []
    const { text, partial_json: json, thinking, signature } = delta
    const isText = delta.type === 'text_delta' || delta.type === undefined
    if (isText && typeof text === 'string') return this.#say(this.#characters.take(text))
    const block = this.#blocks.get(index)
    if (block === undefined) return []
    if (delta.type === 'input_json_delta' && typeof json === 'string' && json !== '')
      return this.#argue(block, json)
    if (delta.type === 'signature_delta') block.members.signature = signature
    if (delta.type !== 'thinking_delta' || typeof thinking !== 'string') return []
    const before = block.members.thinking
    block.members.thinking = (typeof before === 'string' ? before : '') + thinking
    return [this.#part({ reasoning_content: thinking }, thinking)]
  }

  #say(text: string): UpstreamPart[] {
    return text === '' ? [] : [this.#part({ content: text }, text)]
  }

  #argue(block: OpenBlock, json: string): UpstreamPart[] {
    if (block.call === undefined) return []
    block.hasArguments = true
    return [this.#part({ tool_calls: [{ index: block.call, function: { arguments: json } }] }, json)]
  }

  /**
   * A call without arguments has to end as JSON all the same, and what was thought is handed out whole, to be
   * sent back.
   */
  #endBlock({ index }: Members): UpstreamPart[] {
    const block = this.#blocks.get(index)
    this.#blocks.delete(index)
    if (block === undefined) return []
    const { type, input } = block.members
    if (type === 'thinking' || type === 'redacted_thinking')
      return [this.#part({ thinking_blocks: [block.members] }, '')]
    return block.call === undefined || block.hasArguments
      ? []
      : this.#argue(block, JSON.stringify(input ?? {}))
  }

  #finish({ delta, usage }: Members): UpstreamPart[] {
    const { stop_reason: reason, stop_details: details } = messageDeltaSchema.parse(delta)
    const usageParts = this.#report(eventUsageSchema.parse(usage), true)
    const end = readEnd(reason)
    if (end === undefined || this.#hasFinished) return usageParts
    this.#hasFinished = true
    const explanation = details?.explanation
    return [
      ...this.#say(this.#characters.end()),
      this.#part(typeof explanation === 'string' ? { refusal: explanation } : {}, '', end),
      ...usageParts,
    ]
  }

  #report(reported: AnthropicUsage | null | undefined, isFinal: boolean): UpstreamPart[] {
    if (reported === null || reported === undefined) return []
    this.#usage = mergeAnthropicUsage(this.#usage, reported)
    return [{ type: 'usage', usage: fromAnthropicUsage(this.#usage, isFinal, this.#context.hasMarks) }]
  }

  #part(delta: Delta, text: string, end?: AnswerEnd): UpstreamPart {
    return { type: 'chunk', chunk: this.#chunk(delta, end), text }
  }

  #chunk(delta: Delta, end?: AnswerEnd, more?: Members): ChatChunk {
    const choices: readonly ChatChunkChoice[] = [
      { index: 0, delta, logprobs: null, ...(end === undefined ? { finish_reason: null } : endFields(end)) },
    ]
    return {
      id: this.#id,
      object: 'chat.completion.chunk',
      created: this.#created,
      model: this.#model,
      choices,
      ...more,
    }
  }
}
