import type { EndpointProfile, OpenAiApi, OwnProviderId } from '../../src-shared/entities.ts'

/** What a server sends back for one request. */
export interface Reply {
  /** 200 when absent. */
  readonly status?: number
  /** `text/event-stream` for a text that has events, otherwise JSON, when absent. */
  readonly contentType?: string
  readonly headers?: Readonly<Record<string, string>>
  /** Written piece by piece, each after the one before has left. */
  readonly body: string | readonly (string | Uint8Array)[]
  /** The connection breaks behind the body instead of ending. */
  readonly isCut?: boolean
}

/** A request as the server saw it. */
export interface Asked {
  readonly path: string
  readonly body: Readonly<Record<string, unknown>>
}

/** Decides by what was asked; `count` is the number of this request, from 1. */
export type Server = (asked: Asked, count: number) => Reply

/** How a person must be told that a run ended. */
export type ExpectedEnd =
  /** A complete answer, without a word of doubt. */
  | 'whole'
  /** An answer that ended too early, told by a warning or as a failure. */
  | 'half'
  /** Nothing to paste, and told so. */
  | 'empty'
  /** An error. */
  | 'failed'

/** One odd answer of a server, and what has to become of it. */
export interface OddAnswer {
  readonly name: string
  readonly provider?: OwnProviderId
  readonly api?: OpenAiApi
  readonly endpoint?: EndpointProfile
  readonly server: Reply | Server
  /** What the address that the person entered ends with, where that matters. */
  readonly baseUrlPath?: string
  /** The selection; a plain sentence when absent. */
  readonly text?: string
  /** `fix` when absent. */
  readonly command?: string
  readonly end: ExpectedEnd
  /** What is pasted; for `whole` the fixed text when absent. */
  readonly answer?: string
  /** Words of the server, or of ours, that must reach the person. */
  readonly said?: RegExp
  /** Whether the server gives no reason at all. */
  readonly saysNothing?: boolean
  readonly code?: string
  /** How many requests the server may see; 1 when absent. */
  readonly requests?: number
  /** What the last request must be. */
  readonly asked?: (last: Asked) => boolean
  /** Counts of the reported usage, `undefined` where they have to stay unknown. */
  readonly usage?: Readonly<Record<string, number | undefined>>
}

export const fixed = 'The fixed text.'
