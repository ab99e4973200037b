import { spawnSync } from 'node:child_process'
import type { Benchmark, BenchmarkReport } from './benchmark.ts'
import { atLeast, atMost, holds, type Gate } from './gate.ts'
import { load, timeToFirstByte, type LoadResult } from './gateway/load.ts'
import {
  loadCore,
  startDirect,
  startPortkey,
  startRephlo,
  type Target,
  type TargetName,
} from './gateway/targets.ts'
import { median, rounded } from './statistics.ts'

const concurrencies = [1, 16, 64] as const
type Concurrency = (typeof concurrencies)[number]

/** As ratios to the other gateway; memory alone is a plain number, because machines do not differ in it. */
const budget = {
  leastRequestsRatioAt16: 2,
  mostAddedLatencyRatioAt1: 0.8,
  mostFirstByteRatio: 2,
  mostMemoryMiB: 160,
} as const
/** Many short rounds, because the speed of a shared machine drifts within a minute. */
const defaultRuns = 7
/** Servers are measured warm, once what is hot has been compiled. */
const warmUpMs = 5_000
const measureMs = 1_200
const streams = 40

/** What one round found of one target. */
interface Measured {
  readonly loads: ReadonlyMap<Concurrency, LoadResult>
  readonly firstByteMs: number
  /** Processor time of a request at concurrency 16, in microseconds. */
  readonly processorUs: number
}

/** All targets, one right after the other. */
type Round = Readonly<Record<TargetName, Measured>>

/** MiB by target, before and under load. */
type Memory = Readonly<Record<'idle' | 'load', Map<TargetName, number>>>

/**
 * This gateway, with authentication, credits, limits and history on, and Portkey's, which has none of them,
 * in front of the same loopback upstream in the same run, each on a core of its own in turn. Ratios are those
 * of single rounds, in the middle.
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
    const memory: Memory = { idle: new Map(), load: new Map() }
    for (const target of targets) {
      note(memory.idle, target)
      progress(`warming up ${target.name}`)
      await load(target, 16, warmUpMs)
      await timeToFirstByte(target, streams)
    }
    const rounds: Round[] = []
    while (rounds.length < runs) {
      progress(`round ${rounds.length + 1} of ${runs}`)
      const measured: Partial<Record<TargetName, Measured>> = {}
      // The sides take turns, so that noise of the machine meets all of them.
      for (const target of rounds.length % 2 === 0 ? targets : targets.toReversed())
        measured[target.name] = await measure(target, memory.load)
      const { direct, rephlo, portkey } = measured
      if (direct !== undefined && rephlo !== undefined && portkey !== undefined)
        rounds.push({ direct, rephlo, portkey })
    }
    return report(rounds, memory)
  },
}

function note(memory: Map<TargetName, number>, { name, process }: Target): void {
  if (process !== undefined) memory.set(name, Math.max(memory.get(name) ?? 0, process.memory()))
}

async function measure(target: Target, memory: Map<TargetName, number>): Promise<Measured> {
  const watch = setInterval(() => note(memory, target), 100)
  try {
    const loads = new Map<Concurrency, LoadResult>()
    let processorUs = Number.NaN
    for (const concurrency of concurrencies) {
      const before = target.process?.processorMs() ?? Number.NaN
      const result = await load(target, concurrency, measureMs)
      loads.set(concurrency, result)
      if (concurrency === 16)
        processorUs = (((target.process?.processorMs() ?? Number.NaN) - before) * 1_000) / result.requests
    }
    return { loads, processorUs, firstByteMs: await timeToFirstByte(target, streams) }
  } finally {
    clearInterval(watch)
  }
}

/** A figure of a target in a round; `direct` is the upstream alone in the same round. */
type Figure = (measured: Measured, direct: Measured) => number

const requestsPerSecond =
  (concurrency: Concurrency): Figure =>
  ({ loads }) =>
    loads.get(concurrency)?.requestsPerSecond ?? Number.NaN
const p99 =
  (concurrency: Concurrency): Figure =>
  ({ loads }) =>
    loads.get(concurrency)?.p99 ?? Number.NaN
const addedP50 =
  (concurrency: Concurrency): Figure =>
  ({ loads }, direct) =>
    (loads.get(concurrency)?.p50 ?? Number.NaN) - (direct.loads.get(concurrency)?.p50 ?? Number.NaN)
const firstByte: Figure = ({ firstByteMs }) => firstByteMs
const wholeAnswer: Figure = ({ loads }) => loads.get(1)?.p50 ?? Number.NaN
const addedFirstByte: Figure = ({ firstByteMs }, direct) => firstByteMs - direct.firstByteMs
const processorUs: Figure = (measured) => measured.processorUs

/** Our figure beside one of Portkey's, and the middle of their ratios in single rounds. */
function compare(
  rounds: readonly Round[],
  figure: Figure,
  reference = figure,
): Omit<Gate, 'budget' | 'rule'> {
  const values = rounds.map(({ rephlo, direct }) => figure(rephlo, direct))
  const references = rounds.map(({ portkey, direct }) => reference(portkey, direct))
  return {
    value: median(values),
    reference: median(references),
    ratio: median(values.map((value, round) => value / (references[round] ?? Number.NaN))),
  }
}

function toGates(rounds: readonly Round[]) {
  return {
    requestsAt16: atLeast({
      ...compare(rounds, requestsPerSecond(16)),
      budget: budget.leastRequestsRatioAt16,
    }),
    addedLatencyAt1: atMost({ ...compare(rounds, addedP50(1)), budget: budget.mostAddedLatencyRatioAt1 }),
    // Against a whole answer: Portkey holds the first piece of a stream back for 25 ms, whatever the machine.
    firstByte: atMost({ ...compare(rounds, firstByte, wholeAnswer), budget: budget.mostFirstByteRatio }),
  }
}

function report(rounds: readonly Round[], memory: Memory): BenchmarkReport {
  const middle = (name: TargetName, figure: Figure): number =>
    median(rounds.map((round) => figure(round[name], round.direct)))
  const ratioOf = (figure: Figure): number => compare(rounds, figure).ratio
  const memoryOf = (name: TargetName, when: keyof Memory): number => memory[when].get(name) ?? Number.NaN
  const describe = (name: TargetName) => ({
    requestsPerSecond: byConcurrency((concurrency) =>
      rounded(middle(name, requestsPerSecond(concurrency)), 0),
    ),
    addedP50Ms: byConcurrency((concurrency) => rounded(middle(name, addedP50(concurrency)), 3)),
    p99Ms: byConcurrency((concurrency) => rounded(middle(name, p99(concurrency)), 2)),
    firstByteMs: rounded(middle(name, firstByte), 2),
    addedFirstByteMs: rounded(middle(name, addedFirstByte), 2),
    processorUsPerRequest: rounded(middle(name, processorUs), 0),
    memoryMiB: { idle: rounded(memoryOf(name, 'idle'), 0), load: rounded(memoryOf(name, 'load'), 0) },
  })
  const ratio = {
    requestsPerSecond: byConcurrency((concurrency) => rounded(ratioOf(requestsPerSecond(concurrency)), 2)),
    addedP50: byConcurrency((concurrency) => rounded(ratioOf(addedP50(concurrency)), 2)),
    addedFirstByte: rounded(ratioOf(addedFirstByte), 2),
    processorUsPerRequest: rounded(ratioOf(processorUs), 2),
    memory: rounded(memoryOf('rephlo', 'load') / memoryOf('portkey', 'load'), 2),
  }
  const gates = toGates(rounds)
  const isWithinBudget =
    Object.values(gates).every(holds) &&
    // Noise that makes the other side's addition vanish would turn the ratio round.
    gates.addedLatencyAt1.reference > 0 &&
    memoryOf('rephlo', 'load') <= budget.mostMemoryMiB
  return {
    figures: {
      gates,
      rephlo: describe('rephlo'),
      portkey: describe('portkey'),
      ratio,
      directP50Ms: rounded(middle('direct', wholeAnswer), 3),
      directFirstByteMs: rounded(middle('direct', firstByte), 2),
      runs: rounds.length,
      budget,
    },
    isWithinBudget,
  }
}

function byConcurrency(value: (concurrency: Concurrency) => number): Readonly<Record<string, number>> {
  return Object.fromEntries(concurrencies.map((concurrency) => [`c${concurrency}`, value(concurrency)]))
}
