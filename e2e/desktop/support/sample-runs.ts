import { randomUUID } from 'node:crypto'
import type { RunRecord } from '../../../src-shared/savings.ts'
import type { CacheStatus } from '../../../src-shared/token-usage.ts'
import { withProfile } from './profile.ts'

const hourMs = 3_600_000
const model = 'claude-sonnet-5-5'
/** Nano-dollars a token. */
const price = { input: 2_000, read: 100, write: 2_500, output: 10_000 }

interface Sketch {
  readonly hoursAgo: number
  readonly command: readonly [id: string, title: string]
  readonly cache: CacheStatus
  readonly read?: number
  readonly written?: number
  readonly uncached?: number
  readonly output?: number
  readonly space?: string
  readonly end?: 'failed' | 'cancelled'
}

const fix = ['fix', 'Fix spelling and grammar'] as const
const reply = ['reply', 'Reply'] as const
const shorten = ['shorten', 'Shorten'] as const
const ask = ['ask', 'Ask the Space'] as const
const handbook = 'Customer service handbook'

/** Three days of work: cold and warm runs, one that failed, one that was stopped, one whose caching did not pay. */
const sketches: readonly Sketch[] = [
  { hoursAgo: 0.1, command: reply, space: handbook, cache: 'hit', read: 12_480, written: 0, uncached: 210, output: 164 },
  { hoursAgo: 0.2, command: shorten, space: handbook, cache: 'hit', read: 12_480, written: 0, uncached: 388, output: 122 },
  { hoursAgo: 0.3, command: reply, space: handbook, cache: 'partial', read: 8_150, written: 4_330, uncached: 240, output: 210, end: 'cancelled' },
  { hoursAgo: 0.4, command: ask, space: handbook, cache: 'write', read: 0, written: 12_480, uncached: 96, output: 73 },
  { hoursAgo: 3, command: fix, cache: 'miss', read: 0, written: 0, uncached: 512, output: 260 },
  { hoursAgo: 4, command: reply, space: handbook, cache: 'unknown', end: 'failed' },
  { hoursAgo: 26, command: ask, space: 'Contracts 2026', cache: 'write', read: 0, written: 48_900, uncached: 130, output: 305 },
  { hoursAgo: 27, command: shorten, space: handbook, cache: 'hit', read: 12_480, written: 0, uncached: 1_204, output: 540 },
  { hoursAgo: 27.5, command: reply, space: handbook, cache: 'write', read: 0, written: 12_480, uncached: 233, output: 190 },
  { hoursAgo: 50, command: fix, space: handbook, cache: 'hit', read: 12_480, written: 0, uncached: 77, output: 60 },
  { hoursAgo: 50.2, command: reply, space: handbook, cache: 'hit', read: 12_480, written: 0, uncached: 310, output: 222 },
  { hoursAgo: 50.4, command: ask, space: handbook, cache: 'write', read: 0, written: 12_480, uncached: 88, output: 91 },
]

export async function recordSampleRuns(dataFolder: string): Promise<void> {
  await withProfile(dataFolder, ({ runs, now }) => {
    for (const sketch of sketches) runs.record(toRun(sketch, now()))
  })
}

function toRun({ hoursAgo, command: [commandId, commandTitle], cache, space, end, ...counts }: Sketch, now: number): RunRecord {
  return {
    id: randomUUID(),
    startedAt: Math.round(now - hoursAgo * hourMs),
    commandId,
    commandTitle,
    spaceName: space,
    provider: 'anthropic',
    model,
    practice: false,
    status: end ?? 'finished',
    error: end === 'failed' ? { code: 'overloaded', message: 'Anthropic is overloaded at the moment. Wait a little and press Retry.' } : undefined,
    cacheStatus: cache,
    plan: { marks: space === undefined ? [] : ['system', 'space'], ttl: '5m', reason: 'The reusable part is kept for 5 minutes; each further run reads it.' },
    latencyMs: 1_900 + hoursAgo * 37,
    firstTokenMs: end === 'failed' ? undefined : 420 + hoursAgo * 11,
    ...figuresOf(counts),
  }
}

function figuresOf({ read, written, uncached, output }: Pick<Sketch, 'read' | 'written' | 'uncached' | 'output'>): Partial<RunRecord> {
  if (read === undefined || written === undefined || uncached === undefined || output === undefined) return {}
  const actualCost = read * price.read + written * price.write + uncached * price.input + output * price.output
  const uncachedCost = (read + written + uncached) * price.input + output * price.output
  const usage = { uncachedInputTokens: uncached, cacheReadTokens: read, cacheWriteTokens: { fiveMinutes: written, oneHour: 0, other: 0 }, outputTokens: output, raw: {} }
  return { usage, actualCost, uncachedCost, savedCost: uncachedCost - actualCost }
}
