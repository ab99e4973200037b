import { nextInTime } from './next-in-time.ts'

/** A server that holds a complete answer's connection open is not waited for longer, in milliseconds. */
const longestWaitMs = 100
const mostEvents = 100

/**
 * Reads a stream whose answer is complete to its end, so that the connection can be used for the next run; a
 * stream that does not end at once is left. Trouble here concerns nobody: the answer is complete.
 */
export async function drain(iterator: AsyncIterator<unknown>, signal: AbortSignal): Promise<void> {
  const until = Date.now() + longestWaitMs
  try {
    for (let count = 0; count < mostEvents; count += 1) {
      const next = await nextInTime(iterator, Math.max(0, until - Date.now()), signal, '')
      if (next.kind !== 'event') return
    }
  } catch {
    return
  }
}
