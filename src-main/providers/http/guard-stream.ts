import { toErrorInfo, type RephloError } from '../../../src-shared/rephlo-error.ts'
import { WholeCharacters } from '../../../src-shared/vendors/whole-characters.ts'
import type { ProviderEvent } from '../provider.ts'

/**
 * Runs a provider's stream so that it keeps its contract: what `read` throws becomes `failed`, an abort of
 * `signal` becomes `cancelled`, and the connection (the signal that `read` is given) is closed at the end,
 * also when the consumer stops reading.
 */
export async function* guardStream(
  signal: AbortSignal,
  read: (connection: AbortSignal) => AsyncIterable<ProviderEvent>,
  toError: (error: unknown) => RephloError,
): AsyncGenerator<ProviderEvent> {
  const connection = new AbortController()
  const characters = new WholeCharacters()
  const onAbort = (): void => connection.abort()
  signal.addEventListener('abort', onAbort, { once: true })
  if (signal.aborted) connection.abort()
  try {
    for await (const event of read(connection.signal)) {
      const text =
        event.type === 'text'
          ? characters.take(event.text)
          : event.type === 'finished'
            ? characters.end()
            : ''
      if (text !== '') yield { type: 'text', text }
      if (event.type !== 'text') yield event
    }
  } catch (error) {
    yield signal.aborted ? { type: 'cancelled' } : { type: 'failed', error: toErrorInfo(toError(error)) }
  } finally {
    signal.removeEventListener('abort', onAbort)
    connection.abort()
  }
}
