import type { ChatChunk, ChatChunkChoice, ChatChoice } from '../../../src-shared/dedicated-api/chat-answer.ts'
import {
  LeadingThoughts,
  mayBeginWithThought,
  splitThoughts,
  type Split,
} from '../../../src-shared/answer-text/leading-thoughts.ts'
import { readChatContent } from '../../../src-shared/vendors/openai/chat-content.ts'
import { readChatEnd } from '../../../src-shared/vendors/openai/read-chat-end.ts'
import { endsInHalf, WholeCharacters } from '../../../src-shared/vendors/whole-characters.ts'
import type { UpstreamPart } from '../upstream.ts'
import { endFields } from './end-fields.ts'

const openAiEnds: ReadonlySet<unknown> = new Set<ChatChoice['finish_reason'] | undefined>([
  null,
  undefined,
  'stop',
  'length',
  'tool_calls',
  'content_filter',
  'function_call',
])

/**
 * Turns the chunks of one stream, in order, into what OpenAI itself would have sent: content as a text, ends
 * in its words, whole characters. A chunk that is so already, as nearly all are, is handed back untouched.
 */
export class PlainChunks {
  readonly #characters = new Map<number, WholeCharacters>()
  /** The choices whose content may still begin with a thought; undefined once it does not. */
  readonly #thoughts = new Map<number, LeadingThoughts | undefined>()

  take(chunk: ChatChunk): ChatChunk {
    if (chunk.choices.every((choice) => this.#isPlain(choice))) return chunk
    return { ...chunk, choices: chunk.choices.map((choice) => this.#toPlain(choice)) }
  }

  /** The same for a part of an upstream's stream. */
  takePart(part: UpstreamPart): UpstreamPart {
    if (part.type !== 'chunk') return part
    const chunk = this.take(part.chunk)
    return chunk === part.chunk ? part : { ...part, chunk }
  }

  #isPlain({ index, delta, finish_reason: reason }: ChatChunkChoice): boolean {
    const { content } = delta
    return (
      openAiEnds.has(reason) &&
      (content === undefined || content === null || (typeof content === 'string' && !endsInHalf(content))) &&
      (this.#characters.size === 0 || !this.#characters.has(index)) &&
      !this.#mayThink(index, content)
    )
  }

  #toPlain(choice: ChatChunkChoice): ChatChunkChoice {
    const delta = toPlainContent(choice.delta)
    const characters = this.#characters.get(choice.index) ?? new WholeCharacters()
    this.#characters.set(choice.index, characters)
    const plain = toPlainEnd(choice)
    const isEnd = typeof plain.finish_reason === 'string'
    const text = characters.take(delta.content ?? '') + (isEnd ? characters.end() : '')
    const hasContent = typeof delta.content === 'string' || text !== ''
    const whole = hasContent ? { ...delta, content: text } : delta
    return {
      ...plain,
      delta: this.#mayThink(choice.index, text) ? this.#split(choice.index, whole, isEnd) : whole,
    }
  }

  /** Whether a choice may still be at a thought. The first words that are none decide for good. */
  #mayThink(index: number, content: string | null | undefined): boolean {
    if (this.#thoughts.has(index)) return this.#thoughts.get(index) !== undefined
    if (typeof content !== 'string' || content === '') return false
    const mayThink = mayBeginWithThought(content)
    this.#thoughts.set(index, mayThink ? new LeadingThoughts() : undefined)
    return mayThink
  }

  #split(index: number, delta: ChatChunkChoice['delta'], isEnd: boolean): ChatChunkChoice['delta'] {
    const reader = this.#thoughts.get(index)
    if (reader === undefined) return delta
    const first = reader.push(delta.content ?? '')
    const last = isEnd ? reader.end() : { thought: '', text: '' }
    if (reader.isOver) this.#thoughts.set(index, undefined)
    return withThought(delta, { thought: first.thought + last.thought, text: first.text + last.text })
  }
}

/** The choice of a whole answer, as OpenAI itself would have sent it. */
export function toPlainChoice(choice: ChatChoice): ChatChoice {
  const content: unknown = choice.message.content
  const thinks = typeof content === 'string' && mayBeginWithThought(content)
  const isText = typeof content !== 'object' || content === null
  if (isText && !thinks && openAiEnds.has(choice.finish_reason)) return choice
  const message = toPlainContent(choice.message)
  return {
    ...toPlainEnd(choice),
    message: thinks ? withThought(message, splitThoughts(content)) : message,
  }
}

/** Parts of text are the content, parts of thinking stand where other vendors' thoughts stand. */
function toPlainContent<Message extends { readonly content?: unknown }>(message: Message): Message {
  const { content } = message
  if (typeof content !== 'object' || content === null) return message
  const { text, thoughts } = readChatContent(content)
  return { ...message, content: text, ...(thoughts === '' ? {} : { reasoning_content: thoughts }) }
}

/** Thoughts stand where other vendors' thoughts stand; a message without any stays as it is. */
function withThought<Message extends { readonly content?: unknown; readonly reasoning_content?: unknown }>(
  message: Message,
  { thought, text }: Split,
): Message {
  if (thought === '') return message.content === text ? message : { ...message, content: text }
  const { reasoning_content: before } = message
  return {
    ...message,
    content: text,
    reasoning_content: (typeof before === 'string' ? before : '') + thought,
  }
}

function toPlainEnd<Choice extends Pick<ChatChoice, 'finish_reason'>>(choice: Choice): Choice {
  const { finish_reason: reason, native_finish_reason: native }: Readonly<Record<string, unknown>> = choice
  if (openAiEnds.has(reason)) return choice
  const word = typeof reason === 'string' ? reason : ''
  const end = readChatEnd(word, typeof native === 'string' ? native : undefined)
  if (end === undefined) return { ...choice, finish_reason: null }
  return { ...choice, native_finish_reason: word, ...endFields(end) }
}
