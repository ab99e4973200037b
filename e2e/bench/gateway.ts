import { spawnSync } from 'node:child_process'
import type { Benchmark, BenchmarkReport } from './benchmark.ts'
import { load, timeToFirstByte, type LoadResult } from './gateway/load.ts'
import { loadCore, startDirect, startPortkey, startRephlo, type Target } from './gateway/targets.ts'
import { median, rounded } from './statistics.ts'

const concurrencies = [1, 16, 64] as const
type Concurrency = (typeof concurrencies)[number]

const budget = { leastRequestsRatioAt16: 2, mostAddedLatencyRatioAt1: 0.8, mostAddedFirstByteMs: 3, mostMemoryMiB: 160 } as const
const defaultRuns = 3
const warmUpMs = 2_000
const measureMs = 2_500
const streams = 80

/** What one round found of one target. */
interface Round {
  readonly loads: ReadonlyMap<Concurrency, LoadResult>
  readonly firstByteMs: number
  /** Processor time of a request at concurrency 16, in microseconds. */
  readonly processorUs: number
}

/**
 * This gateway, with authentication, credits, limits and history on, and Portkey's, which has none of them, in front of the
 * same loopback upstream in the same run, each on a core of its own in turn.
 */
export const gateway: Benchmark = {
  name: 'gateway',
  summary: 'requests a second and added latency of the Dedicated API beside @portkey-ai/gateway',
  leastRuns: 1,
  async run({ runs = defaultRuns, progress }) {
    spawnSync('taskset', ['-cp', String(loadCore), String(process.pid)])
    await using direct = await startDirect()
    await using rephlo = await startRephlo(direct.port)
    await using portkey = await startPortkey(direct.port)
    const targets = [direct, rephlo, portkey]
    const idle = new Map(targets.map((target) => [target.name, target.process?.memory()]))
    const peak = new Map<string, number>()
    const rounds = new Map<string, Round[]>(targets.map(({ name }) => [name, []]))
    for (const target of targets) {
      await load(target, 16, warmUpMs)
      await timeToFirstByte(target, streams)
    }
    for (let run = 1; run <= runs; run += 1) {
      // The sides take turns, so that noise of the machine meets all of them.
      for (const target of run % 2 === 0 ? targets.toReversed() : targets) {
        progress(`round ${run} of ${runs}: ${target.name}`)
        rounds.get(target.name)?.push(await measure(target, peak))
      }
    }
    return report(rounds, { idle, peak }, runs)
  },
}

async function measure(target: Target, peak: Map<string, number>): Promise<Round> {
  const watch = setInterval(() => peak.set(target.name, Math.max(peak.get(target.name) ?? 0, target.process?.memory() ?? 0)), 100)
  try {
    const loads = new Map<Concurrency, LoadResult>()
    let processorUs = Number.NaN
    for (const concurrency of concurrencies) {
      const before = target.process?.processorMs() ?? Number.NaN
      const result = await load(target, concurrency, measureMs)
      loads.set(concurrency, result)
      if (concurrency === 16) processorUs = (((target.process?.processorMs() ?? Number.NaN) - before) * 1_000) / result.requests
    }
    return { loads, processorUs, firstByteMs: await timeToFirstByte(target, streams) }
  } finally {
    clearInterval(watch)
  }
}

interface Memory {
  readonly idle: ReadonlyMap<string, number | undefined>
  readonly peak: ReadonlyMap<string, number>
}

function report(rounds: ReadonlyMap<string, readonly Round[]>, { idle, peak }: Memory, runs: number): BenchmarkReport {
  const middle = (name: string, value: (round: Round) => number): number => median((rounds.get(name) ?? []).map(value))
  const at = (name: string, concurrency: Concurrency, figure: keyof LoadResult): number => middle(name, ({ loads }) => loads.get(concurrency)?.[figure] ?? Number.NaN)
  const added = (name: string, concurrency: Concurrency): number => at(name, concurrency, 'p50') - at('direct', concurrency, 'p50')
  const addedFirstByte = (name: string): number => middle(name, (round) => round.firstByteMs) - middle('direct', (round) => round.firstByteMs)
  const describe = (name: string) => ({
    requestsPerSecond: Object.fromEntries(concurrencies.map((concurrency) => [`c${concurrency}`, rounded(at(name, concurrency, 'requestsPerSecond'), 0)])),
    addedP50Ms: Object.fromEntries(concurrencies.map((concurrency) => [`c${concurrency}`, rounded(added(name, concurrency), 3)])),
    p99Ms: Object.fromEntries(concurrencies.map((concurrency) => [`c${concurrency}`, rounded(at(name, concurrency, 'p99'), 2)])),
    addedFirstByteMs: rounded(addedFirstByte(name), 2),
    processorUsPerRequest: rounded(middle(name, (round) => round.processorUs), 0),
    memoryMiB: { idle: rounded(idle.get(name) ?? Number.NaN, 0), load: rounded(peak.get(name) ?? Number.NaN, 0) },
  })
  const ratio = {
    requestsPerSecond: Object.fromEntries(concurrencies.map((concurrency) => [`c${concurrency}`, rounded(at('rephlo', concurrency, 'requestsPerSecond') / at('portkey', concurrency, 'requestsPerSecond'), 2)])),
    addedP50: Object.fromEntries(concurrencies.map((concurrency) => [`c${concurrency}`, rounded(added('rephlo', concurrency) / added('portkey', concurrency), 2)])),
    memory: rounded((peak.get('rephlo') ?? Number.NaN) / (peak.get('portkey') ?? Number.NaN), 2),
  }
  const isWithinBudget =
    at('rephlo', 16, 'requestsPerSecond') >= budget.leastRequestsRatioAt16 * at('portkey', 16, 'requestsPerSecond') &&
    added('rephlo', 1) <= budget.mostAddedLatencyRatioAt1 * added('portkey', 1) &&
    addedFirstByte('rephlo') <= budget.mostAddedFirstByteMs &&
    (peak.get('rephlo') ?? Infinity) <= budget.mostMemoryMiB
  return { figures: { rephlo: describe('rephlo'), portkey: describe('portkey'), ratio, directP50Ms: rounded(at('direct', 1, 'p50'), 3), runs, budget }, isWithinBudget }
}
