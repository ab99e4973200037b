import type { ChatCompletion } from '../../src-shared/dedicated-api/chat-answer.ts'

/** An answer kept to be given again: without usage and metadata. */
export interface KeptAnswer {
  readonly completion: ChatCompletion
  /** What it was charged when it was made. */
  readonly credits: number
}

/** The caller is either served, or is the one who asks the vendor and must then `keep` or `abandon`. */
export type Lookup =
  | { readonly kind: 'hit'; readonly answer: KeptAnswer }
  | { readonly kind: 'lead'; keep(answer: KeptAnswer): Promise<void>; /** Without an answer: the next in line leads. */ abandon(): Promise<void> }

/** Answers in memory (bounded) or Redis, for an hour. Of many that ask for the same at once, one leads and the others wait. */
export interface AnswerCache {
  /** Waits while another leads; aborting the signal leaves the line (throws its reason). A cache that cannot be reached is a miss. */
  lookUp(key: string, signal: AbortSignal): Promise<Lookup>
  close(): Promise<void>
}
