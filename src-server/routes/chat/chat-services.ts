import type { AnswerCache } from '../../response-cache/answer-cache.ts'
import type { CreditStore } from '../../credits/credit-store.ts'
import type { GatewaySettings } from '../../admin/create-gateway-settings.ts'
import type { Idempotency } from '../../response-cache/create-idempotency.ts'
import type { AutoMarkers } from '../../upstream/auto-markers/create-auto-markers.ts'
import type { ModelCatalogue } from '../../upstream/model-catalogue.ts'
import type { Upstream, UpstreamId } from '../../upstream/upstream.ts'
import type { UsageRecord } from '../../../src-shared/dedicated-api/usage-record.ts'
import type { CallQueue } from './call-queue.ts'

/** What is told of a call when it is over: for the log, the metrics and nobody else. Holds no texts. */
export interface CallReport {
  readonly record: UsageRecord
  readonly hasCacheControl: boolean
  /** Cached tokens read / all input tokens; undefined when unknown. */
  readonly hitRate: number | undefined
  /** Of an error that nobody expected. */
  readonly error?: unknown
}

/** What the chat endpoint works with. */
export interface ChatServices {
  readonly now: () => number
  readonly credits: CreditStore
  readonly answers: AnswerCache
  readonly idempotency: Idempotency
  readonly markers: AutoMarkers
  readonly catalogue: ModelCatalogue
  readonly upstreams: { get(id: UpstreamId): Promise<Upstream> }
  readonly settings: { current(): GatewaySettings }
  readonly tiers: { patternsOf(tier: string): readonly string[] }
  readonly queue: CallQueue
  readonly margin: number
  readonly defaultOutputTokens: number
  readonly maximumBodyBytes: number
  /** Hears of every call that was settled. */
  readonly report: (report: CallReport) => void
  /** Hears of a charge, or an idempotency key's end, that could not be written yet. */
  readonly onBookingFailed: (error: unknown, requestId: string) => void
}
