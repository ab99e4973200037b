import { throwIfError, ToldError } from '../../../src-shared/vendors/told-error.ts'
import { drain } from '../http/drain.ts'
import { endedEarly } from '../http/ended-early.ts'
import { toFinished } from '../http/to-finished.ts'
import { nextInTime } from '../http/next-in-time.ts'
import type { CallContext, Vendor } from '../http/vendor.ts'
import type { ProviderEvent } from '../provider.ts'
import { readResponseEvent, refusalWarning } from './read-response-event.ts'

export interface ResponsesStream {
  readonly iterator: AsyncIterator<unknown>
  readonly signal: AbortSignal
  readonly timeoutMs: number
  readonly context: CallContext
  readonly vendor: Vendor
}

/** Reads the events of a response to its last one. Throws a RephloError when it fails or is cut. */
export async function* readResponsesStream({
  iterator,
  signal,
  timeoutMs,
  context,
  vendor,
}: ResponsesStream): AsyncGenerator<ProviderEvent> {
  let isEmpty = true
  let isRefused = false
  for (;;) {
    const next = await nextInTime(iterator, timeoutMs, signal, vendor.name)
    signal.throwIfAborted()
    if (next.kind !== 'event') throw endedEarly(isEmpty, context, vendor)
    isEmpty = false
    throwIfError(next.event)
    const read = readResponseEvent(next.event, isRefused)
    yield* read.events
    if (read.failure !== undefined) throw new ToldError(read.failure)
    if (read.end !== undefined) {
      await drain(iterator, signal)
      signal.throwIfAborted()
      if (read.end.kind === 'refusal' && !isRefused) yield refusalWarning(undefined)
      yield toFinished(read.end)
      return
    }
    isRefused ||= read.isRefused === true
  }
}
