import type { ChatRequest } from '../../../../src-shared/dedicated-api/chat-request.ts'
import { estimateTokens } from '../../../../src-shared/estimate-tokens.ts'
import { lifetimes } from '../../../../src-shared/planner/cache-option.ts'
import type { Model, Price } from '../../../../src-shared/pricing/price-table.ts'
import type { TokenUsage } from '../../../../src-shared/token-usage.ts'
import { createAutoMarkers, type AutoMarkers, type MarkedCall } from '../create-auto-markers.ts'

export const price: Price = {
  effectiveFrom: '2026-01-01',
  input: 1_000,
  cacheRead: 100,
  cacheWrite5m: 1_250,
  cacheWrite1h: 2_000,
  output: 5_000,
}
export const model: Model = {
  id: 'claude',
  name: 'Claude',
  contextTokens: 1_000_000,
  maxOutputTokens: 10_000,
  minimumCacheableTokens: 512,
  caching: { control: 'breakpoints', lifetimes: ['5m', '1h'], explicit: false, prewarm: true },
  source: 'test',
  checkedAt: '2026-01-01',
  prices: [price],
}
export const minute = 60_000
export const hour = 60 * minute

export const words = (count: number, about = 'parcel'): string =>
  `The ${about} is on its way to you. `.repeat(count / 8)
export const tool = (name: string, description = words(800)) => ({
  type: 'function',
  function: { name, description },
})
export const question = { role: 'user' as const, content: words(100) }
export const bodyOf = (about = 'parcel', size = 1_600): ChatRequest => ({
  model: 'claude',
  tools: [tool('f'), tool('g')],
  messages: [{ role: 'system', content: words(size, about) }, question],
})

/** A vendor's prefix cache for marks on the last tool and the system text, in closed form. Counts tokens in its own way. */
class SimulatedVendor {
  readonly #entries = new Map<string, { readonly ttl: '5m' | '1h'; readonly expiresAt: number }>()
  readonly #ratio: number

  constructor(ratio = 1) {
    this.#ratio = ratio
  }

  /** Calls that are answered at the same time find what was there before. */
  call(bodies: readonly ChatRequest[], now: number): TokenUsage[] {
    const before = new Map(this.#entries)
    return bodies.map((body) => this.#answer(body, before, now))
  }

  tokensOf(body: ChatRequest): [number, number, number] {
    const count = (value: unknown): number => Math.round(estimateTokens(JSON.stringify(value)) * this.#ratio)
    const [tools, system] = [count(plain(body.tools)), count(plain(body.messages[0]))]
    return [tools, tools + system, tools + system + count(body.messages.slice(1))]
  }

  #answer(
    body: ChatRequest,
    entries: ReadonlyMap<string, { readonly expiresAt: number }>,
    now: number,
  ): TokenUsage {
    const [tools, system, all] = this.tokensOf(body)
    const [onTools, onSystem] = [markOf(body.tools?.at(-1)), markOf(body.messages[0])]
    const places = [
      { mark: onTools, tokens: tools, key: JSON.stringify(plain(body.tools)) },
      { mark: onSystem, tokens: system, key: JSON.stringify([plain(body.tools), plain(body.messages[0])]) },
    ].filter(({ mark, tokens }) => mark !== undefined && tokens >= 512)
    const read = places.findLast(({ key }) => (entries.get(key)?.expiresAt ?? 0) > now)?.tokens ?? 0
    const end = places.at(-1)?.tokens ?? 0
    for (const { mark = '5m', key, tokens } of places) {
      const ttl = tokens <= read ? (this.#entries.get(key)?.ttl ?? mark) : mark
      this.#entries.set(key, { ttl, expiresAt: now + lifetimes[ttl] })
    }
    const isHour = (onSystem ?? onTools) === '1h'
    return {
      uncachedInputTokens: all - end,
      cacheReadTokens: read,
      cacheWriteTokens: { fiveMinutes: isHour ? 0 : end - read, oneHour: isHour ? end - read : 0 },
      outputTokens: 10,
    }
  }
}

export function markOf(holder: unknown): '5m' | '1h' | undefined {
  const mark = (holder as { cache_control?: { type: string; ttl?: '1h' } } | undefined)?.cache_control
  return mark === undefined ? undefined : (mark.ttl ?? '5m')
}

function plain(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value ?? null, (name, member: unknown) => (name === 'cache_control' ? undefined : member)),
  )
}

export interface World {
  readonly markers: AutoMarkers
  readonly vendor: SimulatedVendor
  now: number
}

export function newWorld(ratio?: number): World {
  const world = { now: Date.UTC(2026, 10, 23, 9), vendor: new SimulatedVendor(ratio) }
  return {
    ...world,
    markers: createAutoMarkers({ now: () => world.now }),
    get now() {
      return world.now
    },
    set now(now: number) {
      world.now = now
    },
  }
}

export const plan = (
  { markers }: World,
  body: ChatRequest,
  more: { userId?: string; model?: Model } = {},
): MarkedCall => markers.plan({ userId: 'u', model, price, body, ...more })
