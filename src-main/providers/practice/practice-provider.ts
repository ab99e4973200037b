import { randomUUID } from 'node:crypto'
import { estimateTokens } from '../../../src-shared/estimate-tokens.ts'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import type { Provider, ProviderCall, ProviderEvent } from '../provider.ts'
import { answerTask } from './answer-task.ts'
import { answerFollowUp, followUpTask } from './follow-up.ts'
import { PrefixCacheError, type CacheBlock } from './prefix-blocks.ts'
import { createPrefixCache, type CacheAccounting, type CacheEntry } from './prefix-cache.ts'
import { limitTokens } from './limit-tokens.ts'
import { streamWords, type PracticePace } from './stream-words.ts'
import { toCacheBlocks, toPrefixBlocks } from './to-cache-blocks.ts'

/**
 * Where the simulated cache's warmth lives between runs, so that it can
 * outlive a process. May throw; the run goes on.
 */
export interface PracticeCacheStore {
  load(): readonly CacheEntry[]
  save(entries: readonly CacheEntry[]): void
}

export interface PracticeOptions {
  /** Defaults to memory. */
  readonly cacheStore?: PracticeCacheStore
  /** Epoch milliseconds. */
  readonly now: () => number
  /** The minimum cacheable prefix of a model, in tokens. */
  readonly minimumTokens: (model: string) => number
  /** Defaults to a pace that is pleasant to read. */
  readonly pace?: PracticePace
}

const naturalPace: PracticePace = { firstMs: 150, betweenMs: 16 }

/**
 * The built-in provider that needs no key: it answers by plain rules and
 * takes its usage from a simulated prompt cache.
 */
export function createPracticeProvider(options: PracticeOptions): Provider {
  const store = options.cacheStore ?? createMemoryStore()
  return {
    id: 'practice',
    name: 'Practice',
    practice: true,
    needsKey: false,
    stream: (call, signal) => streamPractice(call, signal, store, options),
    checkKey: () => Promise.resolve(),
    prewarm: (call, signal) => prewarmPractice(call, signal, store, options),
  }
}

async function* streamPractice(
  call: ProviderCall,
  signal: AbortSignal,
  store: PracticeCacheStore,
  options: PracticeOptions,
): AsyncGenerator<ProviderEvent> {
  try {
    signal.throwIfAborted()
    const { accounting: opened, isKept } = openRequest(call, store, options, toCacheBlocks(call))
    if (!isKept)
      yield {
        type: 'warning',
        code: 'practice_cache_not_kept',
        message: 'The practice cache could not be kept: the next practice run will start cold.',
      }
    yield { type: 'begun', responseId: `practice_${randomUUID()}` }
    const answer = await answerCall(call, signal)
    const { text, isCut } = limitTokens(answer, call.maxOutputTokens)
    let isFirst = true
    for await (const chunk of streamWords(text, options.pace ?? naturalPace, signal)) {
      if (isFirst) yield { type: 'usage', usage: usageOf(opened) }
      isFirst = false
      yield { type: 'text', text: chunk }
    }
    yield { type: 'usage', usage: usageOf(opened, estimateTokens(text)) }
    yield { type: 'finished', stopReason: isCut ? 'length' : 'end' }
  } catch (error) {
    yield signal.aborted ? { type: 'cancelled' } : { type: 'failed', error: toError(error) }
  }
}

/** Answers the task, or in a conversation what is asked of the answer before. */
async function answerCall({ prompt, task }: ProviderCall, signal: AbortSignal): Promise<string> {
  const documents = prompt.prefix.filter((block) => block.segment === 'space').map((block) => block.text)
  const next = followUpTask(prompt, task)
  const followUp = next === undefined ? undefined : await answerFollowUp(next, signal)
  return followUp ?? (await answerTask(next ?? task, documents, signal))
}

/** Warms the simulated cache as Anthropic's request without output does. */
async function prewarmPractice(
  call: ProviderCall,
  signal: AbortSignal,
  store: PracticeCacheStore,
  options: PracticeOptions,
): Promise<TokenUsage> {
  await Promise.resolve()
  if (signal.aborted)
    throw new RephloError('timeout', 'Keeping the practice cache warm was stopped.', { retryable: true })
  const blocks = toPrefixBlocks(call)
  if (blocks.every(({ mark }) => mark === undefined))
    throw new RephloError(
      'wrong_use',
      'There is nothing to keep warm: the plan for this prompt caches nothing.',
    )
  try {
    return usageOf(openRequest(call, store, options, blocks).accounting, 0)
  } catch (error) {
    throw toError(error)
  }
}

/** Looks the request up and lets it begin; trouble with the store costs the warmth, not the run. */
function openRequest(
  call: ProviderCall,
  store: PracticeCacheStore,
  options: PracticeOptions,
  blocks: readonly CacheBlock[],
): { accounting: CacheAccounting; isKept: boolean } {
  const cache = createPrefixCache({ now: options.now })
  const isLoaded = attempt(() => cache.restore(store.load()))
  const opened = cache.open({
    workspace: 'practice',
    model: call.model,
    minimumTokens: options.minimumTokens(call.model),
    blocks,
  })
  opened.begin()
  return { accounting: opened.accounting, isKept: isLoaded && attempt(() => store.save(cache.entries())) }
}

function attempt(action: () => void): boolean {
  try {
    action()
    return true
  } catch {
    return false
  }
}

function usageOf(accounting: CacheAccounting, outputTokens?: number): TokenUsage {
  return {
    uncachedInputTokens: accounting.uncached,
    cacheReadTokens: accounting.read,
    cacheWriteTokens: { fiveMinutes: accounting.writtenFiveMinutes, oneHour: accounting.writtenOneHour },
    outputTokens,
    raw: { practice: true, ...accounting },
  }
}

function toError(error: unknown): RephloError {
  if (error instanceof RephloError) return error
  if (error instanceof PrefixCacheError)
    return new RephloError('bad_input', `The request was refused: ${error.message}`, { cause: error })
  return new RephloError(
    'internal',
    'Practice mode could not work on this text. Try again with a shorter selection.',
    { cause: error, retryable: true },
  )
}

function createMemoryStore(): PracticeCacheStore {
  let kept: readonly CacheEntry[] = []
  return { load: () => kept, save: (entries) => (kept = entries) }
}
