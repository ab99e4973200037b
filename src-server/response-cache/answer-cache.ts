import type { ChatCompletion } from '../../src-shared/dedicated-api/chat-answer.ts'

/**
 * An answer kept to be given again: without usage and metadata. An answer that was cut at
 * a limit which the balance set, not the request, is not to be kept: the same request
 * would be answered in full by a fuller balance.
 */
export interface KeptAnswer {
  readonly completion: ChatCompletion
  /** What it was charged when it was made. */
  readonly credits: number
}

/**
 * The caller is either served, or is the one who asks the vendor and must then
 * `keep` or `abandon`; the first of them counts.
 */
export type Lookup =
  | { readonly kind: 'hit'; readonly answer: KeptAnswer }
  | {
      readonly kind: 'lead'
      /**
       * Serves all who wait, and keeps the answer. One that did not come to its end
       * (`finish_reason: null`) is abandoned. Never throws.
       */
      keep(answer: KeptAnswer): Promise<void>
      /** Without an answer: the next in line leads. Never throws. */
      abandon(): Promise<void>
    }

export interface LookupOptions {
  /** Leads at once, whatever is kept and whoever leads; what it keeps replaces what was kept. */
  readonly refresh?: boolean
}

/**
 * Answers in memory (bounded) or Redis, for an hour. Of many that ask for
 * the same at once, one leads and the others wait.
 */
export interface AnswerCache {
  /**
   * Waits while another leads; aborting the signal leaves the line (throws its
   * reason). A cache that cannot be reached is a miss.
   */
  lookUp(key: string, signal: AbortSignal, options?: LookupOptions): Promise<Lookup>
  close(): Promise<void>
}
