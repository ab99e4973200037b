import type { UsageRecord } from '../../src-shared/dedicated-api/usage-record.ts'

export interface Balance {
  /** Credits left to spend. */
  readonly balance: number
  /** Credits that calls in flight hold; not part of `balance`. */
  readonly held: number
}

export interface HoldRequest {
  readonly requestId: string
  readonly userId: string
  /** Whole credits, at least 1. */
  readonly amount: number
}

/** `balance` is after the hold; on refusal, what there is. */
export type HoldResult = ({ readonly isHeld: true } | { readonly isHeld: false }) & Balance

export interface Settlement {
  /** `credits` is what the call is worth; the store charges at most hold + balance and books the rest as shortfall. */
  readonly record: UsageRecord
}

export interface SettleResult extends Balance {
  readonly charged: number
  readonly shortfall: number
  /** True when this request had been settled before: then nothing was changed. */
  readonly wasSettled: boolean
}

/**
 * The only way to a balance. Every method is one transaction; all of them are safe over several processes.
 * Invariant: balance = sum of grants - sum of charged credits - sum of holds, and never below zero.
 */
export interface CreditStore {
  balanceOf(userId: string): Promise<Balance>
  /** Sets credits aside with one guarded update; refuses when the balance is smaller. */
  hold(request: HoldRequest): Promise<HoldResult>
  /** Frees the hold, charges, and writes history and daily sums. Idempotent by request id. */
  settle(settlement: Settlement): Promise<SettleResult>
  /** Frees the hold without a trace, for a call that never reached a vendor. */
  release(requestId: string): Promise<void>
  /** Adds (or, negative, takes) credits; a correction below zero is refused with ApiError 409. */
  grant(grant: { readonly userId: string; readonly delta: number; readonly note: string; readonly grantedBy?: string }): Promise<Balance>
  /** Frees the holds of processes that are gone, writing each as `lost` and free of charge. Resolves to their number. */
  recover(): Promise<number>
  /** Resolves when some hold of this user was settled or freed in this process, or after `timeoutMs`. */
  whenSettled(userId: string, timeoutMs: number): Promise<void>
  close(): Promise<void>
}
