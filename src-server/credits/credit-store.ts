import type { UsageRecord } from '../../src-shared/dedicated-api/usage-record.ts'

export interface Balance {
  /** Credits left to spend. */
  readonly balance: number
  /**
   * Credits that calls in flight hold; not part of `balance`. Over several
   * instances it may lag by the calls of the moment.
   */
  readonly held: number
}

export interface GrantResult extends Balance {
  /** True when a grant with this id was booked before: then nothing was changed. */
  readonly repeated?: true
}

export interface HoldRequest {
  readonly requestId: string
  readonly userId: string
  /** Whole credits, at least 1. */
  readonly amount: number
  /** For the history, should this process be lost before it can settle. */
  readonly provider: string
  readonly model: string
  readonly streamed: boolean
}

/** On refusal, what there is. */
export type HoldResult = { readonly isHeld: true } | ({ readonly isHeld: false } & Balance)

export interface Settlement {
  /**
   * `credits` is what the call is worth; the store charges at most
   * hold + balance and books the rest as shortfall.
   */
  readonly record: UsageRecord
}

export interface SettleResult {
  /** After the charge. */
  readonly balance: number
  /** Of a request that had been settled before: what it was charged then. */
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
  /** ApiError 404 when there is no such user. */
  balanceOf(userId: string): Promise<Balance>
  /** Sets credits aside with one guarded update; refuses when the balance is smaller. */
  hold(request: HoldRequest): Promise<HoldResult>
  /**
   * Frees the hold, charges, and writes history and daily sums. Idempotent by request id; a request that
   * `recover` had given up as lost is charged after all. Throws when the database fails, and goes on
   * trying by itself, so that no hold stays behind.
   */
  settle(settlement: Settlement): Promise<SettleResult>
  /** Frees the hold without a trace, for a call that never reached a vendor. */
  release(requestId: string): Promise<void>
  /**
   * Adds (or, negative, takes) credits; a correction below zero is refused with ApiError 409. ApiError
   * 404 when there is no such user. A grant with an `id` is booked once, however often it comes; ApiError
   * 409 `grant_id_reused` for another user or delta.
   */
  grant(grant: {
    readonly id?: string | undefined
    readonly userId: string
    readonly delta: number
    readonly note: string
    readonly grantedBy?: string
  }): Promise<GrantResult>
  /**
   * Frees the holds of processes that are gone, writing each as `lost` and free of
   * charge. Resolves to the number that this call freed.
   */
  recover(): Promise<number>
  /** Resolves when some hold of this user was settled or freed in this process, or after `timeoutMs`. */
  whenSettled(userId: string, timeoutMs: number): Promise<void>
  /** Stops the timers, wakes who waits, and takes this instance off the list unless it still has holds. */
  close(): Promise<void>
}
