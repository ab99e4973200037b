import type { IncomingHttpHeaders } from 'node:http'
import type { PooledBody } from './pooled-body.ts'

/** The headers of a response, in lower case, with the reading half of web Headers. */
export class PooledHeaders implements Iterable<[string, string]> {
  readonly #headers: IncomingHttpHeaders

  constructor(headers: IncomingHttpHeaders) {
    this.#headers = headers
  }

  get(name: string): string | null {
    const value = this.#headers[name] ?? this.#headers[name.toLowerCase()]
    return value === undefined ? null : joined(value)
  }

  has(name: string): boolean {
    return this.get(name) !== null
  }

  *entries(): IterableIterator<[string, string]> {
    for (const [name, value] of Object.entries(this.#headers))
      if (value !== undefined) yield [name, joined(value)]
  }

  forEach(visit: (value: string, name: string) => void): void {
    for (const [name, value] of this.entries()) visit(value, name)
  }

  [Symbol.iterator](): IterableIterator<[string, string]> {
    return this.entries()
  }
}

function joined(value: string | string[]): string {
  return typeof value === 'string' ? value : value.join(', ')
}

/**
 * The parts of a web Response that the vendors' SDKs use; a real one costs more than the rest of the request.
 */
export class PooledResponse {
  readonly status: number
  readonly statusText: string
  readonly headers: PooledHeaders
  readonly url: string
  readonly body: PooledBody
  readonly redirected = false
  readonly type = 'default'
  #isUsed = false

  constructor(
    url: string,
    status: number,
    statusText: string,
    headers: IncomingHttpHeaders,
    body: PooledBody,
  ) {
    this.url = url
    this.status = status
    this.statusText = statusText
    this.headers = new PooledHeaders(headers)
    this.body = body
  }

  get ok(): boolean {
    return this.status >= 200 && this.status <= 299
  }

  get bodyUsed(): boolean {
    return this.#isUsed
  }

  async bytes(): Promise<Buffer> {
    if (this.#isUsed) throw new TypeError('The body was read already')
    this.#isUsed = true
    return await this.body.collect()
  }

  async text(): Promise<string> {
    return withoutMark((await this.bytes()).toString('utf8'))
  }

  async json(): Promise<unknown> {
    return JSON.parse(await this.text()) as unknown
  }

  async arrayBuffer(): Promise<ArrayBuffer> {
    return new Uint8Array(await this.bytes()).buffer
  }
}

/** A byte order mark is no part of a text, and JSON with one cannot be parsed. */
function withoutMark(text: string): string {
  return text.startsWith('\uFEFF') ? text.slice(1) : text
}
