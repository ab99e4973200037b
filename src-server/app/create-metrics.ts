import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus'
import { AggregationTemporality, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
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

export function createMetrics(gauges: Gauges): Metrics {
  const reader = new PullReader()
  const provider = new MeterProvider({ readers: [reader] })
  const meter = provider.getMeter('rephlo')
  const calls = meter.createCounter('rephlo_calls', { description: 'Calls of POST /v1/chat/completions that were settled.' })
  const tokens = meter.createCounter('rephlo_tokens', { description: 'Tokens by kind: uncached_input, cache_read, cache_write, output. Those that a vendor did not report are not in it.' })
  const credits = meter.createCounter('rephlo_credits_charged', { description: 'Credits charged.' })
  const shortfall = meter.createCounter('rephlo_credits_shortfall', { description: 'Credits that calls were worth beyond the balance.' })
  const cost = meter.createCounter('rephlo_vendor_cost_dollars', { description: 'Cost at the vendors, in dollars.' })
  const saved = meter.createUpDownCounter('rephlo_prompt_caching_saved_dollars', { description: 'Net saving of prompt caching at the vendors, in dollars; falls when writing cost more than reading gained.' })
  const duration = meter.createHistogram('rephlo_call_duration_seconds', { description: 'From the request to its settlement.', advice: { explicitBucketBoundaries: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120] } })
  const refusals = meter.createCounter('rephlo_refusals', { description: 'Requests that were refused or failed, by status and code.' })
  meter.createObservableGauge('rephlo_open_calls', { description: 'Calls in flight.' }).addCallback((result) => result.observe(gauges.openCalls()))
  meter.createObservableGauge('rephlo_redis_shared', { description: '1 while limits, sessions and answers are shared over Redis.' }).addCallback((result) => result.observe(gauges.isShared() ? 1 : 0))
  const memory = meter.createObservableGauge('process_memory_bytes', { description: 'Memory by kind: resident, and of it heap_total, heap_used, external (buffers included).' })
  memory.addCallback((result) => {
    const { rss, heapTotal, heapUsed, external } = process.memoryUsage()
    for (const [kind, bytes] of Object.entries({ resident: rss, heap_total: heapTotal, heap_used: heapUsed, external })) result.observe(bytes, { kind })
  })
  const serializer = new PrometheusSerializer(undefined, false, undefined, true, true)
  return {
    countCall(record) {
      const labels = { provider: record.provider, model: record.model }
      calls.add(1, { ...labels, status: record.status, answer_cached: String(record.answerCached) })
      for (const [kind, count] of Object.entries(tokensOf(record))) if (count !== undefined) tokens.add(count, { ...labels, kind })
      credits.add(record.credits, labels)
      if (record.shortfall !== undefined) shortfall.add(record.shortfall, labels)
      if (record.vendorCost !== undefined) cost.add(record.vendorCost / 1e9, labels)
      if (record.savedCost !== undefined) saved.add(record.savedCost / 1e9, labels)
      duration.record(record.latencyMs / 1_000, labels)
    },
    countRefusal: (status, code) => refusals.add(1, { status, code }),
    async read() {
      const { resourceMetrics } = await reader.collect()
      return serializer.serialize(resourceMetrics)
    },
    close: async () => await provider.shutdown(),
  }
}

function tokensOf(record: UsageRecord): Readonly<Record<string, number | undefined>> {
  const writes = [record.cacheWrite5mTokens, record.cacheWrite1hTokens, record.cacheWriteOtherTokens].filter((count) => count !== undefined)
  return {
    uncached_input: record.uncachedInputTokens,
    cache_read: record.cacheReadTokens,
    cache_write: writes.length === 0 ? undefined : writes.reduce((sum, count) => sum + count, 0),
    output: record.outputTokens,
  }
}
