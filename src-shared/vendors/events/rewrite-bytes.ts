import { CanonicalEvents } from './canonical-events.ts'
import type { Wire } from './from-whole-answer.ts'

/** A body that is rewritten while it comes. Pieces may end anywhere, also within a character. */
export interface BytesRewriter {
  /** Whether the server sent its end mark, or a whole answer. */
  readonly isDone: boolean
  push(bytes: Uint8Array): Uint8Array
  /** What is left at the end. */
  end(): Uint8Array
}

/** The bytes (UTF-8) of a streamed answer in the form that the vendors' SDKs read: see `CanonicalEvents`. */
export function rewriteBytes(wire: Wire): BytesRewriter {
  const events = new CanonicalEvents(wire)
  const decoder = new TextDecoder()
  const encoder = new TextEncoder()
  return {
    get isDone() {
      return events.isDone
    },
    push: (bytes) => encoder.encode(events.push(decoder.decode(bytes, { stream: true }))),
    end: () => encoder.encode(events.push(decoder.decode()) + events.end()),
  }
}
