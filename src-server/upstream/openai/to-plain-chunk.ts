import type { ChatChunk, ChatChunkChoice, ChatChoice } from '../../../src-shared/dedicated-api/chat-answer.ts'
import { readChatContent } from '../../../src-shared/vendors/openai/chat-content.ts'
import { readChatEnd } from '../../../src-shared/vendors/openai/read-chat-end.ts'
import { endsInHalf, WholeCharacters } from '../../../src-shared/vendors/whole-characters.ts'
import { endFields } from '../http/end-fields.ts'

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

  take(chunk: ChatChunk): ChatChunk {
    if (chunk.choices.every((choice) => this.#isPlain(choice))) return chunk
    return { ...chunk, choices: chunk.choices.map((choice) => this.#toPlain(choice)) }
  }

  #isPlain({ index, delta, finish_reason: reason }: ChatChunkChoice): boolean {
    const { content } = delta
    return (
      openAiEnds.has(reason) &&
      (content === undefined || content === null || (typeof content === 'string' && !endsInHalf(content))) &&
      (this.#characters.size === 0 || !this.#characters.has(index))
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
    return { ...plain, delta: hasContent ? { ...delta, content: text } : delta }
  }
}

/** The choice of a whole answer, as OpenAI itself would have sent it. */
export function toPlainChoice(choice: ChatChoice): ChatChoice {
  const content: unknown = choice.message.content
  if ((typeof content !== 'object' || content === null) && openAiEnds.has(choice.finish_reason)) return choice
  return { ...toPlainEnd(choice), message: toPlainContent(choice.message) }
}

/** Parts of text are the content, parts of thinking stand where other vendors' thoughts stand. */
function toPlainContent<Message extends { readonly content?: unknown }>(message: Message): Message {
  const { content } = message
  if (typeof content !== 'object' || content === null) return message
  const { text, thoughts } = readChatContent(content)
  return { ...message, content: text, ...(thoughts === '' ? {} : { reasoning_content: thoughts }) }
}

function toPlainEnd<Choice extends Pick<ChatChoice, 'finish_reason'>>(choice: Choice): Choice {
  const { finish_reason: reason, native_finish_reason: native }: Readonly<Record<string, unknown>> = choice
  if (openAiEnds.has(reason)) return choice
  const word = typeof reason === 'string' ? reason : ''
  const end = readChatEnd(word, typeof native === 'string' ? native : undefined)
  if (end === undefined) return { ...choice, finish_reason: null }
  return { ...choice, native_finish_reason: word, ...endFields(end) }
}
