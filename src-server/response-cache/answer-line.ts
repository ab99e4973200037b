import { setTimeout as sleep } from 'node:timers/promises'
import type { KeptAnswer, Lookup } from './answer-cache.ts'
import type { AnswerSource, Lease } from './answer-source.ts'
import { isFinished } from './is-finished.ts'

/** A leader that neither keeps nor abandons for so long has been forgotten. */
const longestLeadMs = 15 * 60_000
const firstPollMs = 25
const longestPollMs = 100

type Serve = (lookup: Lookup) => void

/**
 * All in this process who want the same answer, in the order in which they came.
 * One leads, or one claim is on its way for all.
 */
export class AnswerLine {
  readonly #key: string
  readonly #source: AnswerSource
  readonly #end: () => void
  readonly #waiting = new Set<Serve>()

  /** `end` is called when nobody leads or waits any more. */
  constructor(key: string, source: AnswerSource, end: () => void) {
    this.#key = key
    this.#source = source
    this.#end = end
  }

  /**
   * Resolves when there is an answer, or when it is this one's turn to make it; rejects with the signal's
   * reason.
   */
  join(signal: AbortSignal): Promise<Lookup> {
    return new Promise((resolve, reject) => {
      const leave = (): void => {
        this.#waiting.delete(serve)
        reject(reasonOf(signal))
      }
      const serve = (lookup: Lookup): void => {
        signal.removeEventListener('abort', leave)
        resolve(lookup)
      }
      signal.addEventListener('abort', leave, { once: true })
      this.#waiting.add(serve)
    })
  }

  /** Asks until there is an answer, this process may make it, or all have left. */
  async claim(): Promise<void> {
    for (let pause = firstPollMs; this.#waiting.size > 0; pause = Math.min(2 * pause, longestPollMs)) {
      const claim = await this.#source.claim(this.#key)
      if (claim.kind === 'hit') this.#serveAll(claim.answer)
      if (claim.kind === 'lead') await this.#handOver(claim.lease)
      if (claim.kind !== 'busy') return
      await sleep(pause)
    }
    this.#end()
  }

  async #handOver(lease: Lease): Promise<void> {
    const [next] = this.#waiting
    if (next === undefined) {
      this.#end()
      await lease.release()
      return
    }
    this.#waiting.delete(next)
    next(this.#lead(lease))
  }

  #lead(lease: Lease): Lookup {
    let isLeading = true
    const stopOnce = (): boolean => {
      const was = isLeading
      isLeading = false
      clearTimeout(forgotten)
      return was
    }
    const abandon = async (): Promise<void> => {
      if (stopOnce()) await this.#handOver(lease)
    }
    const forgotten = setTimeout(() => void abandon(), longestLeadMs)
    forgotten.unref()
    const keep = async (answer: KeptAnswer): Promise<void> => {
      if (!isFinished(answer.completion)) await abandon()
      if (!stopOnce()) return
      this.#serveAll(answer)
      await this.#source.keep(this.#key, answer, lease)
    }
    return { kind: 'lead', keep, abandon }
  }

  #serveAll(answer: KeptAnswer): void {
    for (const serve of this.#waiting) serve({ kind: 'hit', answer })
    this.#waiting.clear()
    this.#end()
  }
}

function reasonOf(signal: AbortSignal): Error {
  return signal.reason instanceof Error
    ? signal.reason
    : new Error('The request was aborted.', { cause: signal.reason })
}
