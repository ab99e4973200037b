import { setImmediate, setTimeout } from 'node:timers/promises'

/**
 * Waiting times of the practice provider in milliseconds: before the first words and between the next ones.
 */
export interface PracticePace {
  readonly firstMs: number
  readonly betweenMs: number
}

const maximumChunks = 160

/**
 * Streams a text in chunks of a word, or of more words when it is long, so
 * that no answer takes longer than a few seconds.
 */
export async function* streamWords(
  text: string,
  pace: PracticePace,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const words = text.match(/\s*\S+\s*/g) ?? [text]
  const wordsPerChunk = Math.ceil(words.length / maximumChunks)
  await wait(pace.firstMs, signal)
  for (let index = 0; index < words.length; index += wordsPerChunk) {
    if (index > 0) await wait(pace.betweenMs, signal)
    yield words.slice(index, index + wordsPerChunk).join('')
  }
}

async function wait(ms: number, signal: AbortSignal): Promise<void> {
  await (ms > 0 ? setTimeout(ms, undefined, { signal }) : setImmediate(undefined, { signal }))
}
