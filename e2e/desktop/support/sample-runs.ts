import { randomUUID } from 'node:crypto'
import type { MissReason } from '../../../src-shared/cache-miss.ts'
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
  readonly miss?: readonly [reason: MissReason, message: string]
}

const fix = ['fix', 'Fix spelling and grammar'] as const
const reply = ['reply', 'Reply'] as const
const shorten = ['shorten', 'Shorten'] as const
const ask = ['ask', 'Ask the Space'] as const
const handbook = 'Customer service handbook'

const expired = ['expired', 'It was kept for 5 minutes, and the last use was longer ago.'] as const

/** Three days of work: cold and warm runs, one that failed, one that was stopped, one whose caching did not pay. */
const sketches: readonly Sketch[] = [
  {
    hoursAgo: 0.1,
    command: reply,
    space: handbook,
    cache: 'hit',
    read: 12_480,
    written: 0,
    uncached: 210,
    output: 164,
  },
  {
    hoursAgo: 0.2,
    command: shorten,
    space: handbook,
    cache: 'hit',
    read: 12_480,
    written: 0,
    uncached: 388,
    output: 122,
  },
  {
    hoursAgo: 0.3,
    command: reply,
    space: handbook,
    cache: 'partial',
    read: 8_150,
    written: 4_330,
    uncached: 240,
    output: 210,
    end: 'cancelled',
    miss: ['segment_changed', '“Returns” has changed since the last run: the cache was read up to it.'],
  },
  {
    hoursAgo: 0.4,
    command: ask,
    space: handbook,
    cache: 'write',
    read: 0,
    written: 12_480,
    uncached: 96,
    output: 73,
    miss: expired,
  },
  {
    hoursAgo: 3,
    command: fix,
    cache: 'miss',
    read: 0,
    written: 0,
    uncached: 512,
    output: 260,
    miss: ['below_minimum', 'About 60 tokens could be reused; this model caches nothing below 1,024.'],
  },
  {
    hoursAgo: 4,
    command: reply,
    space: handbook,
    cache: 'unknown',
    end: 'failed',
    miss: ['not_reported', 'The provider did not report what it cached.'],
  },
  {
    hoursAgo: 26,
    command: ask,
    space: 'Contracts 2026',
    cache: 'write',
    read: 0,
    written: 48_900,
    uncached: 130,
    output: 305,
    miss: ['cold', 'This text was not sent before.'],
  },
  {
    hoursAgo: 27,
    command: shorten,
    space: handbook,
    cache: 'hit',
    read: 12_480,
    written: 0,
    uncached: 1_204,
    output: 540,
  },
  {
    hoursAgo: 27.5,
    command: reply,
    space: handbook,
    cache: 'write',
    read: 0,
    written: 12_480,
    uncached: 233,
    output: 190,
    miss: expired,
  },
  {
    hoursAgo: 50,
    command: fix,
    space: handbook,
    cache: 'hit',
    read: 12_480,
    written: 0,
    uncached: 77,
    output: 60,
  },
  {
    hoursAgo: 50.2,
    command: reply,
    space: handbook,
    cache: 'hit',
    read: 12_480,
    written: 0,
    uncached: 310,
    output: 222,
  },
  {
    hoursAgo: 50.4,
    command: ask,
    space: handbook,
    cache: 'write',
    read: 0,
    written: 12_480,
    uncached: 88,
    output: 91,
    miss: ['cold', 'This text was not sent before.'],
  },
]

export async function recordSampleRuns(dataFolder: string): Promise<void> {
  await withProfile(dataFolder, ({ runs, now }) => {
    for (const sketch of sketches) runs.record(toRun(sketch, now()))
  })
}

/** What was paid to keep the handbook warm, and an answer that was kept on this computer. */
export async function recordSampleUpkeep(dataFolder: string): Promise<void> {
  await withProfile(dataFolder, ({ runs, now }) => {
    const at = Math.round(now() - hourMs)
    runs.recordUpkeep({
      id: randomUUID(),
      at,
      kind: 'refresh',
      provider: 'anthropic',
      model,
      practice: false,
      spaceName: handbook,
      tokens: 12_480,
      cost: 12_480 * price.read,
    })
    runs.record({
      ...toRun({ hoursAgo: 0.05, command: fix, cache: 'local', space: handbook }, now()),
      usage: undefined,
      actualCost: 0,
      savedCost: 2_900_000,
      latencyMs: 4,
      firstTokenMs: 2,
    })
  })
}

function toRun(
  { hoursAgo, command: [commandId, commandTitle], cache, space, end, miss, ...counts }: Sketch,
  now: number,
): RunRecord {
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
    error:
      end === 'failed'
        ? {
            code: 'overloaded',
            message: 'Anthropic is overloaded at the moment. Wait a little and press Retry.',
          }
        : undefined,
    cacheStatus: cache,
    ...(miss !== undefined && { missReason: miss[0], miss: { reason: miss[0], message: miss[1] } }),
    plan: {
      marks: space === undefined ? [] : ['system', 'space'],
      ttl: '5m',
      reason: 'The reusable part is kept for 5 minutes; each further run reads it.',
    },
    latencyMs: 1_900 + hoursAgo * 37,
    firstTokenMs: end === 'failed' ? undefined : 420 + hoursAgo * 11,
    ...figuresOf(counts),
  }
}

function figuresOf({
  read,
  written,
  uncached,
  output,
}: Pick<Sketch, 'read' | 'written' | 'uncached' | 'output'>): Partial<RunRecord> {
  if (read === undefined || written === undefined || uncached === undefined || output === undefined) return {}
  const actualCost =
    read * price.read + written * price.write + uncached * price.input + output * price.output
  const uncachedCost = (read + written + uncached) * price.input + output * price.output
  const usage = {
    uncachedInputTokens: uncached,
    cacheReadTokens: read,
    cacheWriteTokens: { fiveMinutes: written, oneHour: 0, other: 0 },
    outputTokens: output,
    raw: {},
  }
  return { usage, actualCost, uncachedCost, savedCost: uncachedCost - actualCost }
}
