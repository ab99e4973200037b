import { Pool } from 'undici'
import type { Target } from './targets.ts'
import { median, percentile } from '../statistics.ts'

export interface LoadResult {
  readonly requests: number
  readonly requestsPerSecond: number
  /** Milliseconds. */
  readonly p50: number
  readonly p99: number
}

const filler = 'The invoice of October is late again, and nobody has answered the second letter. '.repeat(10)
let requests = 0

/** About 1 KB, and never the same twice, so that nothing can be answered from a cache of answers. */
function nextBody(stream: boolean): string {
  requests += 1
  return JSON.stringify({
    model: 'gpt-6-sol',
    stream,
    max_tokens: 200,
    messages: [
      { role: 'system', content: 'You correct texts.' },
      { role: 'user', content: `${String(requests)} ${filler}` },
    ],
  })
}

/** Keeps this many requests in flight for a while. Throws when one of them fails: a quick error is no measurement. */
export async function load(target: Target, concurrency: number, durationMs: number): Promise<LoadResult> {
  const { origin, pathname } = new URL(target.url)
  await using pool = closing(new Pool(origin, { connections: concurrency, pipelining: 1 }))
  const latencies: number[] = []
  const start = performance.now()
  const end = start + durationMs
  const work = async (): Promise<void> => {
    while (performance.now() < end) {
      const began = performance.now()
      const { statusCode, body } = await pool.request({
        path: `${pathname}/chat/completions`,
        method: 'POST',
        headers: { ...target.headers, 'content-type': 'application/json' },
        body: nextBody(false),
      })
      const text = await body.text()
      if (statusCode !== 200 || !text.includes('Parcels leave'))
        throw new Error(`${target.name} answered ${String(statusCode)}: ${text.slice(0, 300)}`)
      latencies.push(performance.now() - began)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work))
  return {
    requests: latencies.length,
    requestsPerSecond: latencies.length / ((performance.now() - start) / 1_000),
    p50: median(latencies),
    p99: percentile(latencies, 0.99),
  }
}

/** Milliseconds to the first bytes of streams, one after the other: their median. The streams are read to their ends. */
export async function timeToFirstByte(target: Target, streams: number): Promise<number> {
  const { origin, pathname } = new URL(target.url)
  await using pool = closing(new Pool(origin, { connections: 1, pipelining: 1 }))
  const times: number[] = []
  for (let index = 0; index < streams; index += 1) {
    const began = performance.now()
    const { statusCode, body } = await pool.request({
      path: `${pathname}/chat/completions`,
      method: 'POST',
      headers: { ...target.headers, 'content-type': 'application/json' },
      body: nextBody(true),
    })
    let text = ''
    for await (const part of body) {
      if (text === '') times.push(performance.now() - began)
      text += String(part)
    }
    if (statusCode !== 200 || !text.includes('Parcels leave') || !text.includes('[DONE]'))
      throw new Error(`${target.name} streamed ${String(statusCode)}: ${text.slice(0, 300)}`)
  }
  return median(times)
}

function closing(pool: Pool): Pool & AsyncDisposable {
  return Object.assign(pool, { [Symbol.asyncDispose]: async () => await pool.close() })
}
