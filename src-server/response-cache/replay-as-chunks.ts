import type {
  ChatChoice,
  ChatChunk,
  ChatChunkChoice,
  ChatCompletion,
} from '../../src-shared/dedicated-api/chat-answer.ts'

/** Some readers of event streams bound the length of a line. */
const longestPiece = 16_384

type Delta = ChatChunkChoice['delta']

/**
 * A whole answer as the chunks of a stream, usage and metadata left out: for each choice its
 * role with all that has no form of its own, its text, its tool calls, its end.
 * `collectCompletion` makes the same answer of them again.
 */
export function replayAsChunks(completion: ChatCompletion): ChatChunk[] {
  const top = {
    ...completion,
    object: 'chat.completion.chunk' as const,
    usage: undefined,
    metadata: undefined,
  }
  return completion.choices.flatMap((choice) =>
    chunkChoices(choice).map((part): ChatChunk => ({ ...top, choices: [part] })),
  )
}

function chunkChoices({
  index,
  message,
  finish_reason: finishReason,
  ...more
}: ChatChoice): ChatChunkChoice[] {
  const deltas = deltasOf(message)
  return [
    ...deltas.map((delta): ChatChunkChoice => ({ index, delta, finish_reason: null })),
    { ...more, index, delta: {}, finish_reason: finishReason },
  ]
}

function deltasOf({ content, tool_calls: calls, ...message }: ChatChoice['message']): Delta[] {
  const start: Delta = { ...message, content: content === null ? null : '' }
  const texts = piecesOf(content ?? '').map((piece): Delta => ({ content: piece }))
  return [
    start,
    ...texts,
    ...(calls ?? []).map((call, index): Delta => ({ tool_calls: [{ ...call, index }] })),
  ]
}

/** Between characters, never within a surrogate pair. */
function piecesOf(text: string): string[] {
  const pieces: string[] = []
  for (let start = 0; start < text.length;) {
    const end = start + longestPiece
    const isInPair = end < text.length && /[\uD800-\uDBFF]/.test(text.charAt(end - 1))
    const piece = text.slice(start, isInPair ? end - 1 : end)
    pieces.push(piece)
    start += piece.length
  }
  return pieces
}
