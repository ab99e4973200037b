/** What a message or a piece of one says: the answer, and what was thought before it. */
export interface ChatContent {
  readonly text: string
  readonly thoughts: string
}

/**
 * Reads `content`, which is a text, or a list of parts: those of text are the answer, those of thinking never
 * are (Mistral). What is neither says nothing.
 */
export function readChatContent(content: unknown): ChatContent {
  if (typeof content === 'string') return { text: content, thoughts: '' }
  const parts: readonly unknown[] = Array.isArray(content) ? content : [content]
  const read = parts.map(readPart)
  return {
    text: read.map(({ text }) => text).join(''),
    thoughts: read.map(({ thoughts }) => thoughts).join(''),
  }
}

function readPart(part: unknown): ChatContent {
  if (typeof part === 'string') return { text: part, thoughts: '' }
  if (typeof part !== 'object' || part === null) return { text: '', thoughts: '' }
  const { type = 'text', text, thinking, reasoning } = part as Readonly<Record<string, unknown>>
  if (type === 'text' || type === 'output_text') return { text: wordsOf(text), thoughts: '' }
  const isThought = type === 'thinking' || type === 'reasoning'
  return { text: '', thoughts: isThought ? wordsOf(thinking ?? reasoning ?? text) : '' }
}

/** A text, or a list of parts of text. */
function wordsOf(value: unknown): string {
  if (typeof value === 'string') return value
  return Array.isArray(value) ? value.map((part) => readPart(part).text).join('') : ''
}
