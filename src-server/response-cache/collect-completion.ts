import type {
  ChatChunk,
  ChatChunkChoice,
  ChatChoice,
  ChatCompletion,
  ChatToolCall,
} from '../../src-shared/dedicated-api/chat-answer.ts'
import { mergeDelta, type Growing } from './merge-delta.ts'

/** Said about a chunk alone, or collected by rules of their own. OpenAI pads chunks with `obfuscation`. */
const leftOutOfTop = new Set(['object', 'choices', 'usage', 'metadata', 'obfuscation', '__proto__'])
const leftOutOfChoice = new Set(['index', 'delta', 'finish_reason'])
const leftOutOfMessage = new Set(['content', 'tool_calls'])
const leftOutOfCall = new Set(['index'])

type ToolCallPart = NonNullable<ChatChunkChoice['delta']['tool_calls']>[number]

interface GrowingChoice {
  content: string | null
  finishReason: ChatChoice['finish_reason']
  readonly calls: Map<number, Growing>
  /** The message's other fields, and the choice's. */
  readonly message: Growing
  readonly more: Growing
}

/**
 * The answer that a stream made, without usage and metadata. Texts of every field are
 * joined, tool calls by their index. A stream that was cut makes an answer whose
 * `finish_reason` is null. Throws RangeError for no chunks.
 */
export function collectCompletion(chunks: readonly ChatChunk[]): ChatCompletion {
  const [first] = chunks
  if (first === undefined) throw new RangeError('There is no answer in a stream without chunks.')
  const top: Growing = {}
  const choices = new Map<number, GrowingChoice>()
  for (const chunk of chunks) {
    for (const [name, value] of Object.entries(chunk))
      if (value !== undefined && value !== null && !leftOutOfTop.has(name)) top[name] = value
    for (const choice of chunk.choices) addChoice(choices, choice)
  }
  const { id, created, model } = first
  return { ...top, id, object: 'chat.completion', created, model, choices: inOrder(choices, toChoice) }
}

function addChoice(choices: Map<number, GrowingChoice>, part: ChatChunkChoice): void {
  const { index, delta, finish_reason: finishReason } = part
  const choice = choices.get(index) ?? {
    content: null,
    finishReason: null,
    calls: new Map(),
    message: {},
    more: {},
  }
  choices.set(index, choice)
  if (typeof delta.content === 'string') choice.content = (choice.content ?? '') + delta.content
  for (const call of delta.tool_calls ?? []) addCall(choice.calls, call)
  choice.finishReason = finishReason ?? choice.finishReason
  mergeDelta(choice.message, delta, leftOutOfMessage)
  mergeDelta(choice.more, part, leftOutOfChoice)
}

function addCall(calls: Map<number, Growing>, part: ToolCallPart): void {
  const call = calls.get(part.index) ?? {
    id: '',
    type: 'function',
    ...(part.function === undefined ? {} : { function: { name: '', arguments: '' } }),
  }
  calls.set(part.index, call)
  mergeDelta(call, part, leftOutOfCall)
}

function toChoice(index: number, { content, finishReason, calls, message, more }: GrowingChoice): ChatChoice {
  const toolCalls = calls.size === 0 ? {} : { tool_calls: inOrder(calls, toToolCall) }
  return {
    ...more,
    index,
    message: { ...message, role: 'assistant', content, ...toolCalls },
    finish_reason: finishReason,
  }
}

function toToolCall(_index: number, call: Growing): ChatToolCall {
  // Grown from the parts of one, field by field: what kind it is, its vendor knows.
  return call as unknown as ChatToolCall
}

function inOrder<Value, Result>(
  byIndex: ReadonlyMap<number, Value>,
  map: (index: number, value: Value) => Result,
): Result[] {
  return [...byIndex].sort(([first], [second]) => first - second).map(([index, value]) => map(index, value))
}
