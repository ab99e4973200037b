import { Worker } from 'node:worker_threads'
import { X11Error } from '../x11/x11-error.ts'
import type { DeliveryOutcome, DeliveryRequest, TextDelivery } from './delivery.ts'
import type { DeliveryAnswer, DeliveryCall, DeliveryThreadData } from './delivery-messages.ts'
import { notOnClipboard } from './refusals.ts'

interface Waiting {
  readonly resolve: (answer: DeliveryAnswer) => void
  readonly reject: (error: X11Error) => void
}

/**
 * X11 delivery in a thread of its own, started at first use and again when it failed. The
 * thread that shows windows cannot serve the clipboard: Chromium blocks it while a window of
 * ours pastes, and both would wait for each other.
 */
export class ThreadedTextDelivery implements TextDelivery {
  readonly #threadFile: URL | string
  readonly #data: DeliveryThreadData
  readonly #waiting = new Map<number, Waiting>()
  #worker: Worker | undefined
  #lastId = 0

  /** threadFile: x11-delivery-thread, as a source file under Node or as its bundle in the built app. */
  constructor(threadFile: URL | string, data: DeliveryThreadData) {
    this.#threadFile = threadFile
    this.#data = data
  }

  async deliver(request: DeliveryRequest, signal: AbortSignal): Promise<DeliveryOutcome> {
    signal.throwIfAborted()
    const id = this.#nextId()
    const abort = (): void => {
      this.#worker?.postMessage({ kind: 'abort', id } satisfies DeliveryCall)
    }
    signal.addEventListener('abort', abort)
    try {
      const answer = await this.#ask({ kind: 'deliver', id, request })
      if (answer.kind === 'outcome') return answer.outcome
      signal.throwIfAborted()
      return failure(answer.kind === 'failed' ? answer.message : answer.kind)
    } catch (error) {
      if (error instanceof X11Error) return failure(error.message)
      throw error
    } finally {
      signal.removeEventListener('abort', abort)
    }
  }

  async writeClipboardText(text: string): Promise<boolean> {
    try {
      const answer = await this.#ask({ kind: 'copy', id: this.#nextId(), text })
      return answer.kind === 'copied' && answer.isCopied
    } catch (error) {
      if (error instanceof X11Error) return false
      throw error
    }
  }

  async dispose(): Promise<void> {
    const worker = this.#worker
    if (worker === undefined) return
    // A thread that has failed already has nothing left to hand over.
    await this.#ask({ kind: 'dispose', id: this.#nextId() }).catch(() => undefined)
    this.#worker = undefined
    await worker.terminate()
  }

  #nextId(): number {
    this.#lastId += 1
    return this.#lastId
  }

  #ask(call: DeliveryCall): Promise<DeliveryAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting.set(call.id, { resolve, reject })
      this.#worker ??= this.#start()
      this.#worker.postMessage(call)
    })
  }

  #start(): Worker {
    const worker = new Worker(this.#threadFile, { workerData: this.#data, name: 'rephlo-clipboard' })
    worker.on('message', (answer: DeliveryAnswer) => {
      const waiting = this.#waiting.get(answer.id)
      this.#waiting.delete(answer.id)
      waiting?.resolve(answer)
    })
    let cause: unknown
    worker.on('error', (error: unknown) => {
      cause = error
    })
    worker.on('exit', () => this.#fail(worker, cause))
    return worker
  }

  #fail(worker: Worker, cause: unknown): void {
    if (this.#worker !== worker) return
    this.#worker = undefined
    const error = new X11Error(
      'thread-failed',
      'The part of Rephlo that pastes has stopped unexpectedly. Try again.',
      cause,
    )
    for (const { reject } of this.#waiting.values()) reject(error)
    this.#waiting.clear()
  }
}

function failure(message: string): DeliveryOutcome {
  return {
    delivered: false,
    reason: 'unsupported',
    message: `The text was not pasted: ${message} ${notOnClipboard}`,
  }
}
