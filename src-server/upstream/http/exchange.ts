import type { IncomingHttpHeaders } from 'node:http'
import type { Dispatcher } from 'undici'
import type { BytesRewriter } from '../../../src-shared/vendors/events/rewrite-bytes.ts'
import { PooledBody, type BodyLimits } from './pooled-body.ts'
import { PooledResponse } from './pooled-response.ts'

/** The connection broke after the answer had begun. */
export class AnswerCutError extends Error {
  readonly code = 'answer_cut'
  readonly retryable = true

  constructor(cause: Error) {
    super('The connection broke before the answer was complete', { cause })
    this.name = 'AnswerCutError'
  }
}

/** Who waits for a response, and how long it may grow. */
export interface ExchangeOptions {
  readonly url: string
  /** Whichever is aborted first ends the request. */
  readonly signals: readonly AbortSignal[]
  readonly limits: BodyLimits
  /** Absent where the body passes as it is; a refusal always does. */
  readonly rewriter: BytesRewriter | undefined
  /** Turns those errors of the pool that have a meaning of their own; undefined leaves the others. */
  readonly toError: (error: Error) => Error | undefined
  readonly resolve: (response: PooledResponse) => void
  readonly reject: (error: Error) => void
}

/**
 * One request on a connection of the pool, from its start to the end
 * of its body. An abort ends its socket at once.
 */
export class Exchange implements Dispatcher.DispatchHandler {
  readonly #options: ExchangeOptions
  #controller: Dispatcher.DispatchController | undefined
  #body: PooledBody | undefined
  #rewriter: BytesRewriter | undefined

  constructor(options: ExchangeOptions) {
    this.#options = options
    for (const signal of options.signals) signal.addEventListener('abort', this.#onAbort)
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller
    if (this.#options.signals.some(isAborted)) this.#onAbort()
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: IncomingHttpHeaders,
    statusText = '',
  ): void {
    if (status < 200) return
    if (status < 300) this.#rewriter = this.#options.rewriter
    this.#body = new PooledBody(controller, this.#options.limits)
    this.#options.resolve(new PooledResponse(this.#options.url, status, statusText, headers, this.#body))
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#push(this.#rewriter === undefined ? chunk : this.#rewriter.push(chunk))
  }

  onResponseEnd(): void {
    this.#release()
    if (this.#rewriter !== undefined) this.#push(this.#rewriter.end())
    this.#body?.end()
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#release()
    const { reject, toError } = this.#options
    if (this.#body === undefined) reject(toError(error) ?? error)
    else this.#body.fail(toError(error) ?? new AnswerCutError(error))
  }

  #push(bytes: Uint8Array): void {
    if (bytes.byteLength > 0) this.#body?.push(bytes)
  }

  readonly #onAbort = (): void => {
    this.#release()
    const reason: unknown = this.#options.signals.find(isAborted)?.reason
    const error = reason instanceof Error ? reason : new DOMException('The request was aborted', 'AbortError')
    this.#options.reject(error)
    this.#body?.abort(error)
    this.#controller?.abort(error)
  }

  #release(): void {
    for (const signal of this.#options.signals) signal.removeEventListener('abort', this.#onAbort)
  }
}

function isAborted({ aborted }: AbortSignal): boolean {
  return aborted
}
