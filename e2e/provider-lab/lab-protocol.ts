import type { IncomingHttpHeaders } from 'node:http'
import type { PrefixCache } from '../../src-main/providers/practice/prefix-cache.ts'
import type { ModelTable } from '../../src-shared/pricing/price-table.ts'

/** A request the lab refuses; each protocol words it in its vendor's shape. */
export class LabRefusal extends Error {
  readonly code = 'lab_refusal'
  readonly retryable = false
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.name = 'LabRefusal'
    this.status = status
  }
}

/** One request, read and authenticated. */
export interface LabExchange {
  readonly id: string
  readonly headers: IncomingHttpHeaders
  readonly query: URLSearchParams
  readonly bodyText: string
  readonly workspace: string
}

/** One event of a stream, before it is written. `isChunk` marks pieces of text, which scenarios count. */
export interface LabStreamEvent {
  readonly text: string
  readonly isChunk: boolean
}

/** An answer without its transport. `begin` is called once, when its first byte is about to go out. */
export type LabAnswer = {
  readonly usage?: unknown
  readonly begin?: () => void
} & (
  | {
      readonly kind: 'json'
      readonly status: number
      readonly body: unknown
      readonly headers?: Readonly<Record<string, string>>
    }
  | { readonly kind: 'stream'; readonly events: readonly LabStreamEvent[] }
)

export type LabRoute = (exchange: LabExchange) => LabAnswer | Promise<LabAnswer>

/** What is asked of the lab's model: the text of the last message. */
export type AnswerRule = (lastMessage: string) => string | Promise<string>

/** What a protocol works with. */
export interface LabTools {
  readonly cache: PrefixCache
  /** The lab's clock, in epoch milliseconds. */
  readonly now: () => number
  readonly models: ModelTable
  readonly answer: AnswerRule
}

/** A vendor's wire protocol. The server, scenarios, clock, keys and journal around it are the same for all. */
export interface LabProtocol {
  readonly name: string
  /** Headers tell vendors apart that have the same path. */
  route(method: string, path: string, headers: IncomingHttpHeaders): LabRoute | undefined
  /** The key a request carries, or undefined. */
  keyOf(headers: IncomingHttpHeaders): string | undefined
  errorAnswer(requestId: string, status: number, message?: string, retryAfterSeconds?: number): LabAnswer
  /** An error in mid-stream; the vendor's usual one where nothing is given. */
  errorEvent(type?: string, message?: string): LabStreamEvent
  /** An event of the stream that is no JSON. */
  readonly garbageEvent: string
}
