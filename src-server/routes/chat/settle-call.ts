import type { AnswerMetadata, ChatUsage } from '../../../src-shared/dedicated-api/chat-answer.ts'
import type { UsageRecord } from '../../../src-shared/dedicated-api/usage-record.ts'
import { cacheTotalsOf, tokenReuse } from '../../../src-shared/cache-measures.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import { ApiError } from '../../api-error.ts'
import { chargeOf, type Charge } from '../../credits/charge-of.ts'
import type { SettleResult } from '../../credits/credit-store.ts'
import { toChatUsage } from '../../usage/to-chat-usage.ts'
import { toUsageRecord } from '../../usage/to-usage-record.ts'
import type { ChatServices } from './chat-services.ts'
import type { PreparedCall } from './prepare-call.ts'

/** How a call ended. `usage` is what is charged; absent: nothing is. */
export interface CallEnd {
  readonly status: UsageRecord['status']
  readonly usage: TokenUsage | undefined
  /** True when parts of `usage` were estimated, because the vendor's report is missing. */
  readonly isEstimated: boolean
  readonly firstTokenAt?: number
  readonly error?: unknown
  readonly answerCacheSavedCredits?: number
}

/** A call as its settlement needs it. */
export interface EndedCall extends PreparedCall {
  /** Whether the answer cache was looked up in vain. */
  readonly answerCacheMissed: boolean
}

export interface SettledCall {
  readonly usage: ChatUsage | undefined
  readonly metadata: AnswerMetadata
  readonly credits: number
}

const nothing: Charge = { credits: 0, vendorCost: 0, savedCost: 0, uncachedCredits: 0, isEstimated: false }

/** Charges what was used, writes the history, and tells of it. Idempotent by request id. */
export async function settleCall(
  services: ChatServices,
  call: EndedCall,
  end: CallEnd,
): Promise<SettledCall> {
  const isHit = end.answerCacheSavedCredits !== undefined
  const charge =
    end.usage === undefined || isHit ? nothing : chargeOf(end.usage, call.target.price, services.margin)
  const record = recordOf(services, call, end, charge)
  const settled = await book(services, record)
  teachMarkers(services, call, end)
  const charged: UsageRecord =
    settled === undefined
      ? record
      : {
          ...record,
          credits: settled.charged,
          ...(settled.shortfall > 0 ? { shortfall: settled.shortfall } : {}),
        }
  services.report({
    record: charged,
    hasCacheControl: call.breakpoints.hasCacheFields,
    hitRate: tokenReuse(cacheTotalsOf([end.usage])),
    ...(end.error === undefined ? {} : { error: end.error }),
  })
  return {
    usage: end.usage === undefined || end.isEstimated ? undefined : toChatUsage(end.usage),
    credits: charged.credits,
    metadata: {
      cached: isHit,
      provider: call.target.upstream,
      request_id: call.requestId,
      ...(settled === undefined
        ? {}
        : {
            credits: {
              charged: settled.charged,
              balance: settled.balance,
              ...(charge.uncachedCredits === undefined ? {} : { uncached: charge.uncachedCredits }),
            },
          }),
      ...(record.estimated ? { estimated: true } : {}),
    },
  }
}

/**
 * Marks of a call that the vendor took may have been written; those of a call that never reached it were not.
 */
function teachMarkers(
  { markers }: ChatServices,
  { plan, startedAt }: PreparedCall,
  { usage }: CallEnd,
): void {
  if (plan === undefined) return
  if (usage === undefined) markers.release(plan)
  else markers.learn(plan, usage, startedAt)
}

/**
 * A database that fails now must not cost the client an answer that
 * was paid for: the store goes on trying by itself.
 */
async function book(services: ChatServices, record: UsageRecord): Promise<SettleResult | undefined> {
  try {
    return await services.credits.settle({ record })
  } catch (error) {
    services.onBookingFailed(error, record.requestId)
    return undefined
  }
}

function recordOf(services: ChatServices, call: EndedCall, end: CallEnd, charge: Charge): UsageRecord {
  return toUsageRecord({
    requestId: call.requestId,
    userId: call.principal.userId,
    at: call.startedAt,
    provider: call.target.upstream,
    model: call.target.model.id,
    status: end.status,
    streamed: call.isStreamed,
    usage: end.usage,
    charge: { ...charge, isEstimated: charge.isEstimated || end.isEstimated },
    breakpoints: call.breakpoints.count,
    latencyMs: services.now() - call.startedAt,
    firstTokenMs: end.firstTokenAt === undefined ? undefined : end.firstTokenAt - call.startedAt,
    errorCode: end.error === undefined ? undefined : codeOf(end.error),
    answerCacheSavedCredits: end.answerCacheSavedCredits,
    answerCacheMissed: call.answerCacheMissed,
  })
}

function codeOf(error: unknown): string {
  return error instanceof ApiError ? error.code : 'internal_error'
}
