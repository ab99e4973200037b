import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import { AggregationTemporality, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import type { Meter, ObservableResult } from '@opentelemetry/api'
import type { UsageRecord } from '../../src-shared/dedicated-api/usage-record.ts'

/** What is asked of the process at the moment that somebody reads the metrics. */
export interface Gauges {
  readonly openCalls: () => number
  /** Whether limits, sessions and answers are shared over Redis at the moment. */
  readonly isShared: () => boolean
}

/** Counts what happens; `/metrics` shows it in Prometheus' text format. No label holds a user. */
export interface Metrics {
  countCall(record: UsageRecord): void
  countRefusal(status: number, code: string): void
  /** The text of `/metrics`. */
  read(): Promise<string>
  close(): Promise<void>
}

/** Collects when somebody reads, instead of in intervals. */
class PullReader extends MetricReader {
  constructor() {
    super({ aggregationTemporalitySelector: () => AggregationTemporality.CUMULATIVE })
  }

  protected override onForceFlush(): Promise<void> {
    return Promise.resolve()
  }

  protected override onShutdown(): Promise<void> {
    return Promise.resolve()
  }
}

/**
 * Sums of the calls of one model that ended alike, gathered here because a counter of
 * the library costs as much as a lookup of credits.
 */
interface CallSums {
  readonly labels: { readonly provider: string; readonly model: string }
  readonly status: string
  readonly answerCached: string
  calls: number
  readonly tokens: Record<string, number>
  /** Seconds, of calls that the histogram has not got yet. */
  readonly durations: number[]
  credits: number
  shortfall: number
  vendorCost: number
  savedCost: number
}

/**
 * Durations that wait for somebody to read the metrics; more are told at once, so that memory stays bounded.
 */
const mostWaiting = 1_000

export function createMetrics(gauges: Gauges): Metrics {
  const reader = new PullReader()
  const provider = new MeterProvider({ readers: [reader] })
  const meter = provider.getMeter('rephlo')
  const sums = new Map<string, CallSums>()
  observeCalls(meter, sums)
  const duration = meter.createHistogram('rephlo_call_duration_seconds', {
    description: 'From the request to its settlement.',
    advice: { explicitBucketBoundaries: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120] },
  })
  const refusals = meter.createCounter('rephlo_refusals', {
    description: 'Requests that were refused or failed, by status and code.',
  })
  const tellDurations = ({ labels, durations }: CallSums): void => {
    for (const seconds of durations.splice(0)) duration.record(seconds, labels)
  }
  observeProcess(meter, gauges)
  const serializer = new PrometheusSerializer(undefined, false, undefined, true, true)
  return {
    countCall(record) {
      const found = sumsFor(sums, record)
      addCall(found, record)
      if (found.durations.push(record.latencyMs / 1_000) >= mostWaiting) tellDurations(found)
    },
    countRefusal: (status, code) => refusals.add(1, { status, code }),
    async read() {
      for (const each of sums.values()) tellDurations(each)
      const { resourceMetrics } = await reader.collect()
      return serializer.serialize(resourceMetrics)
    },
    close: async () => await provider.shutdown(),
  }
}

function observeCalls(meter: Meter, sums: ReadonlyMap<string, CallSums>): void {
  meter
    .createObservableCounter('rephlo_calls', {
      description: 'Calls of POST /v1/chat/completions that were settled.',
    })
    .addCallback((result) => {
      for (const { labels, status, answerCached, calls } of sums.values())
        result.observe(calls, { ...labels, status, answer_cached: answerCached })
    })
  observeTotals(meter, sums)
  meter
    .createObservableUpDownCounter('rephlo_prompt_caching_saved_dollars', {
      description:
        'Net saving of prompt caching at the vendors, in dollars; ' +
        'falls when writing cost more than reading gained.',
    })
    .addCallback((result) => {
      for (const { labels, savedCost } of totalsOf(sums.values())) result.observe(savedCost / 1e9, labels)
    })
}

function observeTotals(meter: Meter, sums: ReadonlyMap<string, CallSums>): void {
  const observe = (
    name: string,
    description: string,
    of: (sums: CallSums, result: ObservableResult) => void,
  ): void => {
    meter.createObservableCounter(name, { description }).addCallback((result) => {
      for (const each of totalsOf(sums.values())) of(each, result)
    })
  }
  observe(
    'rephlo_tokens',
    'Tokens by kind: uncached_input, cache_read, cache_write, output. ' +
      'Those that a vendor did not report are not in it.',
    ({ labels, tokens }, result) => {
      for (const [kind, count] of Object.entries(tokens)) result.observe(count, { ...labels, kind })
    },
  )
  observe('rephlo_credits_charged', 'Credits charged.', ({ labels, credits }, result) =>
    result.observe(credits, labels),
  )
  observe(
    'rephlo_credits_shortfall',
    'Credits that calls were worth beyond the balance.',
    ({ labels, shortfall }, result) => result.observe(shortfall, labels),
  )
  observe(
    'rephlo_vendor_cost_dollars',
    'Cost at the vendors, in dollars.',
    ({ labels, vendorCost }, result) => result.observe(vendorCost / 1e9, labels),
  )
}

function sumsFor(
  sums: Map<string, CallSums>,
  { provider, model, status, answerCached }: UsageRecord,
): CallSums {
  const key = `${provider} ${model} ${status} ${String(answerCached)}`
  const known = sums.get(key)
  if (known !== undefined) return known
  const made: CallSums = {
    labels: { provider, model },
    status,
    answerCached: String(answerCached),
    calls: 0,
    tokens: {},
    durations: [],
    credits: 0,
    shortfall: 0,
    vendorCost: 0,
    savedCost: 0,
  }
  sums.set(key, made)
  return made
}

function addCall(sums: CallSums, record: UsageRecord): void {
  sums.calls += 1
  addTokens(sums.tokens, tokensOf(record))
  sums.credits += record.credits
  sums.shortfall += record.shortfall ?? 0
  sums.vendorCost += record.vendorCost ?? 0
  sums.savedCost += record.savedCost ?? 0
}

function addTokens(sums: Record<string, number>, tokens: Readonly<Record<string, number | undefined>>): void {
  for (const kind in tokens) {
    const count = tokens[kind]
    if (count !== undefined) sums[kind] = (sums[kind] ?? 0) + count
  }
}

/** By model alone, however the calls ended. */
function totalsOf(all: Iterable<CallSums>): Iterable<CallSums> {
  const totals = new Map<string, CallSums>()
  for (const each of all) {
    const key = `${each.labels.provider} ${each.labels.model}`
    const total = totals.get(key) ?? {
      ...each,
      tokens: {},
      calls: 0,
      credits: 0,
      shortfall: 0,
      vendorCost: 0,
      savedCost: 0,
    }
    totals.set(key, total)
    addTokens(total.tokens, each.tokens)
    for (const sum of ['calls', 'credits', 'shortfall', 'vendorCost', 'savedCost'] as const)
      total[sum] += each[sum]
  }
  return totals.values()
}

function observeProcess(meter: Meter, gauges: Gauges): void {
  meter
    .createObservableGauge('rephlo_open_calls', { description: 'Calls in flight.' })
    .addCallback((result) => result.observe(gauges.openCalls()))
  meter
    .createObservableGauge('rephlo_redis_shared', {
      description: '1 while limits, sessions and answers are shared over Redis.',
    })
    .addCallback((result) => result.observe(gauges.isShared() ? 1 : 0))
  const memory = meter.createObservableGauge('process_memory_bytes', {
    description: 'Memory by kind: resident, and of it heap_total, heap_used, external (buffers included).',
  })
  memory.addCallback((result) => {
    const { rss, heapTotal, heapUsed, external } = process.memoryUsage()
    for (const [kind, bytes] of Object.entries({
      resident: rss,
      heap_total: heapTotal,
      heap_used: heapUsed,
      external,
    }))
      result.observe(bytes, { kind })
  })
}

function tokensOf(record: UsageRecord): Readonly<Record<string, number | undefined>> {
  const writes = [record.cacheWrite5mTokens, record.cacheWrite1hTokens, record.cacheWriteOtherTokens].filter(
    (count) => count !== undefined,
  )
  return {
    uncached_input: record.uncachedInputTokens,
    cache_read: record.cacheReadTokens,
    cache_write: writes.length === 0 ? undefined : writes.reduce((sum, count) => sum + count, 0),
    output: record.outputTokens,
  }
}
