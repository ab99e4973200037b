import { RephloError } from '../../../src-shared/rephlo-error.ts'

/** How a wait for the next event of a stream ended. */
export type Next<Event> =
  { readonly kind: 'event'; readonly event: Event } | { readonly kind: 'end' } | { readonly kind: 'aborted' }

/**
 * Waits for the next event, but not longer than `timeoutMs` (then throws `timeout`, naming the vendor) and
 * not past an abort, so that a silent connection cannot hold a run.
 */
export async function nextInTime<Event>(
  iterator: AsyncIterator<Event>,
  timeoutMs: number,
  signal: AbortSignal,
  vendorName: string,
): Promise<Next<Event>> {
  if (signal.aborted) return { kind: 'aborted' }
  let stopWaiting = (): void => undefined
  const interrupted = new Promise<Next<Event>>((resolve, reject) => {
    const onAbort = (): void => resolve({ kind: 'aborted' })
    const timer = setTimeout(() => reject(silence(vendorName)), timeoutMs)
    signal.addEventListener('abort', onAbort, { once: true })
    stopWaiting = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
    }
  })
  try {
    return await Promise.race([iterator.next().then(toNext), interrupted])
  } finally {
    stopWaiting()
  }
}

function toNext<Event>(result: IteratorResult<Event, unknown>): Next<Event> {
  return result.done === true ? { kind: 'end' } : { kind: 'event', event: result.value }
}

function silence(vendorName: string): RephloError {
  return new RephloError('timeout', `${vendorName} stopped answering. Try again.`, { retryable: true })
}
