import { setTimeout } from 'node:timers/promises'
import type { ErrorCode, ErrorInfo } from '../../src-shared/rephlo-error.ts'
import type { ProviderEvent } from './provider.ts'

export interface RetryOptions {
  /** The provider as it stands in sentences. */
  readonly providerName: string
  /** At least 0 and below 1. */
  readonly random?: () => number
  /** Waits for milliseconds; may reject when the signal aborts. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<unknown>
}

const maximumAttempts = 3
const firstBackoffMs = 1_000
/** A person waits in front of the popup: what takes longer is told instead of waited for. */
const longestWaitMs = 20_000
/** Of all waits of a run together. */
const longestWaitingMs = 30_000

/** What is tried again, in words. A cut stream is not: its beginning was charged for. */
const troubles: Readonly<Partial<Record<ErrorCode, string>>> = {
  rate_limited: 'takes no more requests at the moment',
  overloaded: 'is busy',
  network: 'could not be reached',
  timeout: 'did not answer in time',
  provider_error: 'answered with an error',
}

type Failed = Extract<ProviderEvent, { type: 'failed' }>

interface Progress {
  /** Attempts that were made. */
  attempts: number
  waitedMs: number
  /** Whether one of them ended without telling that it cost nothing. */
  mayHaveCost: boolean
}

/**
 * A provider's stream, tried again when it failed with a passing trouble before the answer began: no
 * `begun`, no usage and no text had come, so nothing was charged as far as the vendor told. At most
 * three attempts (two after a timeout, which took long already), with exponential backoff and full
 * jitter, never sooner than the vendor asks; each wait is announced by a `retrying` warning.
 * Aborting ends a wait at once, with `cancelled`.
 */
export async function* streamWithRetries(
  stream: (signal: AbortSignal) => AsyncIterable<ProviderEvent>,
  options: RetryOptions,
  signal: AbortSignal,
): AsyncGenerator<ProviderEvent> {
  const { providerName, random = Math.random, sleep = sleepFor } = options
  const progress: Progress = { attempts: 0, waitedMs: 0, mayHaveCost: false }
  for (;;) {
    const failed = yield* attempt(stream(signal), progress)
    if (failed === undefined) return
    const { error, credits } = failed
    progress.mayHaveCost ||= credits === undefined
    progress.attempts += 1
    const waitMs = waitBefore(error, progress, random)
    if (waitMs === undefined) {
      yield {
        type: 'failed',
        error: lastWord(error, progress, providerName),
        ...(progress.mayHaveCost ? {} : { credits }),
      }
      return
    }
    yield {
      type: 'warning',
      code: 'retrying',
      message: `${providerName} ${troubles[error.code] ?? ''}. Trying again in ${inWords(waitMs)}…`,
    }
    await pause(waitMs, sleep, signal)
    progress.waitedMs += waitMs
    if (signal.aborted) {
      yield { type: 'cancelled' }
      return
    }
  }
}

/** Whether a call that failed before its answer began is tried again by itself. */
export function isTriedAgain({ code, retryable }: ErrorInfo): boolean {
  return retryable && code in troubles
}

/** One attempt; returns the failure that it may be tried again after, otherwise yields all of it. */
async function* attempt(
  events: AsyncIterable<ProviderEvent>,
  { mayHaveCost }: Progress,
): AsyncGenerator<ProviderEvent, Failed | undefined> {
  let hasBegun = false
  for await (const event of events) {
    if (event.type === 'failed' && !hasBegun && isTriedAgain(event.error)) return event
    if (event.type !== 'warning') hasBegun = true
    yield event.type === 'failed' && mayHaveCost ? { ...event, credits: undefined } : event
  }
  return undefined
}

/** How long to wait before the next attempt; undefined when there is none. */
function waitBefore(
  { code, retryAfterMs = 0 }: ErrorInfo,
  { attempts, waitedMs }: Progress,
  random: () => number,
): number | undefined {
  if (attempts >= (code === 'timeout' ? maximumAttempts - 1 : maximumAttempts)) return undefined
  const backoffMs = random() * firstBackoffMs * 2 ** attempts
  const waitMs = Math.ceil(Math.max(backoffMs, retryAfterMs))
  return waitMs > longestWaitMs || waitedMs + waitMs > longestWaitingMs ? undefined : waitMs
}

function lastWord(error: ErrorInfo, { attempts, waitedMs }: Progress, providerName: string): ErrorInfo {
  const { retryAfterMs = 0 } = error
  if (retryAfterMs > longestWaitMs || waitedMs + retryAfterMs > longestWaitingMs) {
    return {
      ...error,
      message:
        `${providerName} ${troubles[error.code] ?? 'has trouble'} and asks to wait ` +
        `${inWords(retryAfterMs)}. Try again then, or choose another provider in Settings.`,
    }
  }
  return attempts === 1 ? error : { ...error, message: `${error.message} Rephlo tried ${attempts} times.` }
}

async function pause(
  ms: number,
  sleep: NonNullable<RetryOptions['sleep']>,
  signal: AbortSignal,
): Promise<void> {
  try {
    await sleep(ms, signal)
  } catch (error) {
    if (!signal.aborted) throw error
  }
}

async function sleepFor(ms: number, signal: AbortSignal): Promise<void> {
  await setTimeout(ms, undefined, { signal })
}

/** Rounded up, so that nobody tries too early. */
function inWords(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000))
  if (seconds <= 90) return `${seconds} ${seconds === 1 ? 'second' : 'seconds'}`
  const minutes = Math.ceil(seconds / 60)
  return minutes <= 90 ? `${minutes} minutes` : `${Math.ceil(minutes / 60)} hours`
}
