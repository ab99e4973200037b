/** What a body may ask of the connection that it comes from. */
export interface Flow {
  pause(): void
  resume(): void
  /** Ends the request and its socket. */
  abort(reason: Error): void
}

export interface BodyLimits {
  /** Most bytes of a body that is read whole. */
  readonly wholeBytes: number
  /** Most bytes of a body that is read as a stream. */
  readonly streamBytes: number
}

/** A vendor sent more than any answer can have. */
export class AnswerTooLargeError extends Error {
  readonly code = 'answer_too_large'
  readonly retryable = false

  constructor(limit: number) {
    super(`The answer is larger than ${limit} bytes`)
    this.name = 'AnswerTooLargeError'
  }
}

type Chunk = IteratorResult<Uint8Array, undefined>

interface Waiting {
  readonly resolve: (chunk: Chunk) => void
  readonly reject: (error: Error) => void
}

/** More than this unread, and the vendor has to wait. */
const highWaterBytes = 64 * 1024
const done: Chunk = { done: true, value: undefined }

/**
 * The body of a response, read once: chunk by chunk, or whole. It has the parts of a web
 * ReadableStream that the vendors' SDKs use, without its cost per chunk. Chunks that came before a
 * failure are still read; after an abort nothing is.
 */
export class PooledBody implements AsyncIterable<Uint8Array> {
  readonly #flow: Flow
  readonly #limits: BodyLimits
  readonly #chunks: Uint8Array[] = []
  #unreadBytes = 0
  #receivedBytes = 0
  #isPaused = false
  #isOpen = true
  #error: Error | undefined
  #waiting: Waiting | undefined

  constructor(flow: Flow, limits: BodyLimits) {
    this.#flow = flow
    this.#limits = limits
  }

  push(chunk: Uint8Array): void {
    if (!this.#isOpen) return
    this.#receivedBytes += chunk.byteLength
    if (this.#receivedBytes > this.#limits.streamBytes) this.#refuse(this.#limits.streamBytes)
    else if (this.#waiting === undefined) this.#keep(chunk)
    else this.#answer({ done: false, value: chunk })
  }

  end(): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#answer(done)
  }

  fail(error: Error): void {
    if (!this.#isOpen) return
    this.#isOpen = false
    this.#error = error
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.reject(error)
  }

  /** Fails at once; what was not read yet is dropped. */
  abort(reason: Error): void {
    this.fail(reason)
    this.#error ??= reason
    this.#drop()
  }

  read(): Promise<Chunk> {
    const chunk = this.#chunks.shift()
    if (chunk !== undefined) return Promise.resolve({ done: false, value: this.#taken(chunk) })
    if (this.#error !== undefined) return Promise.reject(this.#error)
    if (!this.#isOpen) return Promise.resolve(done)
    return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }))
  }

  /** The whole body. Throws AnswerTooLargeError. */
  async collect(): Promise<Buffer> {
    const chunks: Uint8Array[] = []
    for (let next = await this.read(); next.done !== true; next = await this.read()) {
      chunks.push(next.value)
      if (this.#receivedBytes > this.#limits.wholeBytes) this.#refuse(this.#limits.wholeBytes)
    }
    const [first] = chunks
    return chunks.length === 1 && first !== undefined
      ? Buffer.from(first.buffer, first.byteOffset, first.byteLength)
      : Buffer.concat(chunks)
  }

  /** Ends the request: the reader wants no more. */
  cancel(): Promise<void> {
    const wasOpen = this.#isOpen
    this.end()
    this.#drop()
    if (wasOpen) this.#flow.abort(new DOMException('The answer is not wanted any more', 'AbortError'))
    return Promise.resolve()
  }

  getReader() {
    return { read: () => this.read(), cancel: () => this.cancel(), releaseLock: () => undefined }
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array, undefined> {
    return { next: () => this.read(), return: () => this.cancel().then(() => done) }
  }

  #keep(chunk: Uint8Array): void {
    this.#chunks.push(chunk)
    this.#unreadBytes += chunk.byteLength
    if (this.#isPaused || this.#unreadBytes <= highWaterBytes) return
    this.#isPaused = true
    this.#flow.pause()
  }

  #taken(chunk: Uint8Array): Uint8Array {
    this.#unreadBytes -= chunk.byteLength
    if (this.#isPaused && this.#unreadBytes <= highWaterBytes) {
      this.#isPaused = false
      this.#flow.resume()
    }
    return chunk
  }

  #answer(chunk: Chunk): void {
    const waiting = this.#waiting
    this.#waiting = undefined
    waiting?.resolve(chunk)
  }

  #drop(): void {
    this.#chunks.length = 0
    this.#unreadBytes = 0
  }

  #refuse(limit: number): void {
    const error = new AnswerTooLargeError(limit)
    this.abort(error)
    this.#flow.abort(error)
  }
}
