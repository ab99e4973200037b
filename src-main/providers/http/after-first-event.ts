import { throwIfError } from '../../../src-shared/vendors/told-error.ts'
import { nextInTime } from './next-in-time.ts'

/** How long to wait for an event, on whose behalf, and for how long a person wants to. */
interface Wait {
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly vendorName: string
}

/**
 * A stream whose first event has come. Throws what that event tells when it is an error: servers send their
 * refusals so, too, and then the request can still be changed, for nothing was answered yet.
 */
export async function afterFirstEvent(
  stream: AsyncIterable<unknown>,
  { signal, timeoutMs, vendorName }: Wait,
): Promise<AsyncIterator<unknown>> {
  const iterator = stream[Symbol.asyncIterator]()
  const first = await nextInTime(iterator, timeoutMs, signal, vendorName)
  if (first.kind !== 'event') return iterator
  throwIfError(first.event)
  let isFirst = true
  return {
    next: async () => {
      if (!isFirst) return await iterator.next()
      isFirst = false
      return { done: false, value: first.event }
    },
  }
}
