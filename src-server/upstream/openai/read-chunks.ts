import type { Stream } from 'openai/streaming'
import type { ChatChunk, ChatChunkChoice } from '../../../src-shared/dedicated-api/chat-answer.ts'
import { fromChatUsage } from '../../../src-shared/vendors/openai/from-openai-usage.ts'
import { longestSilenceAfterEndMs } from '../../../src-shared/vendors/answer-end.ts'
import { throwIfError } from '../../../src-shared/vendors/told-error.ts'
import { vendorNames } from '../../../src-shared/vendors/vendor-names.ts'
import { phraseFailure } from '../http/phrase-failure.ts'
import type { UpstreamPart } from '../upstream.ts'
import { PlainChunks } from '../http/to-plain-chunk.ts'

type Choices = ChatChunk['choices']

/**
 * Passes the chunks of a stream on as they come, and its usage as a part of its own. The answer is complete
 * when the vendor said why each choice ended, or that it did (`isDone`): what fails after that costs the
 * usage, and not the answer. Throws ApiError 502 for a stream that ends before, or that never was one.
 */
export async function* readChunks(
  stream: Stream<unknown>,
  timeoutMs: number,
  isDone: () => boolean,
): AsyncGenerator<UpstreamPart> {
  const progress = new Progress()
  const plain = new PlainChunks()
  const silenceMs = Math.min(timeoutMs, longestSilenceAfterEndMs)
  let timer: NodeJS.Timeout | undefined
  try {
    for await (const raw of stream) {
      const whole = withDeltas(raw)
      if (!isChunk(whole)) {
        throwIfError(raw)
        continue
      }
      if (whole.choices.some((choice) => 'error' in choice)) throwIfError(raw)
      const chunk = plain.take(whole)
      progress.see(chunk)
      yield* toParts(chunk)
      // What is still said after the end counts: the wait begins anew.
      clearTimeout(timer)
      if (!progress.isComplete) continue
      timer = setTimeout(() => stream.controller.abort(), silenceMs)
    }
  } catch (error) {
    if (!progress.isComplete) throw error
  } finally {
    clearTimeout(timer)
  }
  // A client has to be told the end of each choice, also where the server only said that it was done.
  if (isDone() && progress.hasBegun && !progress.hasReason) yield progress.ending()
  else if (!progress.isComplete)
    throw phraseFailure({ kind: progress.hasBegun ? 'interrupted' : 'wrong_address' }, vendorNames.openai)
}

/** Which choices have begun and ended. */
class Progress {
  readonly #open = new Set<number>()
  #latest: ChatChunk | undefined
  #hasSaid = false
  #isEnded = false
  hasReason = false

  get hasBegun(): boolean {
    return this.#latest !== undefined
  }

  get isComplete(): boolean {
    return this.#isEnded && this.#open.size === 0
  }

  see(chunk: ChatChunk): void {
    const { choices, usage } = chunk
    this.#latest = chunk
    for (const { index, finish_reason: reason } of choices) {
      if (typeof reason === 'string') this.#open.delete(index)
      else this.#open.add(index)
      this.hasReason ||= typeof reason === 'string'
      this.#isEnded ||= typeof reason === 'string'
    }
    this.#hasSaid ||= choices.length > 0
    // Usage alone is the last thing that comes after an answer, also from servers that give no reason.
    if (choices.length > 0 || !this.#hasSaid || typeof usage !== 'object' || usage === null) return
    this.#open.clear()
    this.#isEnded = true
  }

  /** The end of an answer whose server gave no reason for it. */
  ending(): UpstreamPart {
    const choices: Choices = [{ index: 0, delta: {}, logprobs: null, finish_reason: 'stop' }]
    const { id = '', object = 'chat.completion.chunk', created = 0, model = '' } = this.#latest ?? {}
    return { type: 'chunk', chunk: { id, object, created, model, choices }, text: '' }
  }
}

/** Some servers say in a stream what a whole answer says, or what completions of texts said. */
function withDeltas(raw: unknown): unknown {
  if (typeof raw !== 'object' || raw === null || !('choices' in raw) || !Array.isArray(raw.choices))
    return raw
  const choices: readonly unknown[] = raw.choices
  return choices.every(isPlace) ? raw : { ...raw, choices: choices.map(withDelta) }
}

/** A choice whose place among the others is told. */
function isPlace(choice: unknown): boolean {
  return isChoice(choice) && 'index' in choice && typeof choice.index === 'number'
}

function withDelta(choice: unknown): unknown {
  if (isChoice(choice)) return { ...choice, index: 'index' in choice ? Number(choice.index) || 0 : 0 }
  if (typeof choice !== 'object' || choice === null) return choice
  const { message, text, ...rest }: { message?: unknown; text?: unknown } = choice
  return { index: 0, ...rest, delta: message ?? (text === undefined ? {} : { content: text }) }
}

function* toParts(chunk: ChatChunk): Generator<UpstreamPart> {
  const usage = fromChatUsage(chunk.usage)
  const isUsageAlone = usage !== undefined && chunk.choices.length === 0
  if (!isUsageAlone)
    yield {
      type: 'chunk',
      chunk: usage === undefined ? chunk : { ...chunk, usage: null },
      text: textOf(chunk.choices),
    }
  if (usage !== undefined) yield { type: 'usage', usage }
}

function isChunk(raw: unknown): raw is ChatChunk {
  return (
    typeof raw === 'object' &&
    raw !== null &&
    'choices' in raw &&
    Array.isArray(raw.choices) &&
    raw.choices.every(isChoice)
  )
}

function isChoice(choice: unknown): choice is { readonly delta: object } {
  return (
    typeof choice === 'object' &&
    choice !== null &&
    'delta' in choice &&
    typeof choice.delta === 'object' &&
    choice.delta !== null
  )
}

/** What the model wrote, in whatever field. */
function textOf(choices: readonly ChatChunkChoice[]): string {
  let text = ''
  for (const { delta } of choices) {
    text += wordsOf(delta.content) + wordsOf(delta.refusal) + wordsOf(delta.reasoning_content)
    for (const call of delta.tool_calls ?? [])
      text += wordsOf(call.function?.name) + wordsOf(call.function?.arguments)
  }
  return text
}

function wordsOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
