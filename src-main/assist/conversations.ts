/** One turn of a conversation, as it was sent or answered. */
export interface Turn {
  readonly role: 'user' | 'assistant'
  readonly text: string
}

const keptConversations = 20

/**
 * The conversations that can be continued, by the run that ended them last. They are kept in memory alone,
 * the latest few: texts and answers are not recorded.
 */
export class Conversations {
  readonly #turns = new Map<string, readonly Turn[]>()

  /** The turns up to and including the answer of this run; undefined when they are no longer kept. */
  find(runId: string): readonly Turn[] | undefined {
    return this.#turns.get(runId)
  }

  keep(runId: string, turns: readonly Turn[]): void {
    this.#turns.set(runId, turns)
    const oldest = this.#turns.size > keptConversations ? this.#turns.keys().next().value : undefined
    if (oldest !== undefined) this.#turns.delete(oldest)
  }
}
