import { z } from 'zod'
import type { TokenUsage } from '../../token-usage.ts'
import type { AnswerEnd } from '../answer-end.ts'
import { fromChatUsage } from './from-openai-usage.ts'
import { readChatContent } from './chat-content.ts'
import { readChatEnd } from './read-chat-end.ts'

const words = z.string().nullish().catch(undefined)
const said = z
  .looseObject({
    content: z.unknown().optional(),
    refusal: words,
    reasoning: words,
    reasoning_content: words,
    thinking: words,
  })
  .nullish()
  .catch(undefined)

const choiceSchema = z.looseObject({
  index: z.number().nullish().catch(undefined),
  delta: said,
  // Some servers say it as a whole answer has it.
  message: said,
  text: words,
  finish_reason: words,
  native_finish_reason: words,
})

/**
 * The parts of a chunk that are read, in whatever state servers send them. Source: SDK type
 * `ChatCompletionChunk`.
 */
const chunkSchema = z.looseObject({
  id: words,
  choices: z.array(choiceSchema).nullish().catch(undefined),
  usage: z.unknown().optional(),
})

/** What a chunk says about the answer, which is the choice with the index 0. */
export interface ChatPiece {
  /** Absent where the server gives none. */
  readonly id?: string
  readonly text: string
  /** Whether something was thought, which is never the answer. */
  readonly isThinking: boolean
  readonly refusal: string
  readonly end: AnswerEnd | undefined
  readonly usage: TokenUsage | undefined
  /** Whether nothing but the usage stands in it: that is the last chunk. */
  readonly isUsageAlone: boolean
}

/**
 * Undefined for what is no chunk. What was thought (`reasoning`, `reasoning_content`) is never the answer.
 */
export function readChatPiece(raw: unknown): ChatPiece | undefined {
  const parsed = chunkSchema.safeParse(raw)
  if (!parsed.success) return undefined
  const { id, choices, usage: rawUsage } = parsed.data
  const choice = choices?.find(({ index }) => (index ?? 0) === 0)
  const part = choice?.delta ?? choice?.message
  const usage = fromChatUsage(rawUsage)
  const { text, thoughts } = readChatContent(part?.content ?? choice?.text)
  const thought = [thoughts, part?.reasoning, part?.reasoning_content, part?.thinking]
  return {
    ...(typeof id === 'string' && id !== '' ? { id } : {}),
    text,
    isThinking: thought.some((each) => typeof each === 'string' && each !== ''),
    refusal: part?.refusal ?? '',
    end: readChatEnd(choice?.finish_reason, choice?.native_finish_reason),
    usage,
    isUsageAlone: usage !== undefined && (choices ?? []).length === 0,
  }
}
