/** What runs in flight may cost above no caching, in nano-dollars by account, until it is known what they did cost. */
export class Stakes {
  readonly #sums = new Map<string, number>()

  sum(account: string): number {
    return this.#sums.get(account) ?? 0
  }

  /** Returns how to let go; letting go twice counts once. */
  hold(account: string, amount: number): () => void {
    this.#sums.set(account, this.sum(account) + amount)
    let isHeld = true
    return () => {
      if (!isHeld) return
      isHeld = false
      const rest = this.sum(account) - amount
      if (rest > 0) this.#sums.set(account, rest)
      else this.#sums.delete(account)
    }
  }
}
