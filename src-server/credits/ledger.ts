import type { UsageRecord } from '../../src-shared/dedicated-api/usage-record.ts'
import { ApiError } from '../api-error.ts'
import type { CreditGrantsTable, HoldsTable } from '../storage/schema.ts'
import type { Balance, GrantResult, HoldRequest, HoldResult, SettleResult } from './credit-store.ts'

export interface GrantRequest {
  /** A random one when absent. */
  readonly id?: string | undefined
  readonly userId: string
  readonly delta: number
  readonly note: string
  readonly grantedBy?: string
}

/**
 * The money path on one database; each method is one transaction.
 * `CreditStore` tells the meaning of those that it shares.
 */
export interface Ledger {
  balanceOf(userId: string): Promise<Balance>
  hold(request: HoldRequest): Promise<HoldResult>
  settle(record: UsageRecord): Promise<SettleResult>
  /** Resolves to the user whose credits came back; undefined when there was no such hold. */
  release(requestId: string): Promise<string | undefined>
  grant(request: GrantRequest): Promise<GrantResult>
  /**
   * Frees a hold whose process is gone and writes the call as lost; false when somebody else has freed it.
   */
  giveUp(hold: HoldsTable): Promise<boolean>
}

export interface LedgerOptions {
  readonly instanceId: string
  /** Epoch milliseconds. */
  readonly now: () => number
}

export function noSuchUser(): ApiError {
  return new ApiError(
    404,
    'not_found_error',
    'user_not_found',
    'There is no such user. List the users to find the right id.',
  )
}

/** What was booked under an id. */
export type BookedGrant = Pick<CreditGrantsTable, 'user_id' | 'delta'>

/** Throws ApiError 409 unless what was booked under the id is what is asked for again. */
export function ensureSameGrant({ userId, delta }: GrantRequest, booked: BookedGrant): void {
  if (booked.user_id === userId && booked.delta === delta) return
  throw new ApiError(
    409,
    'conflict_error',
    'grant_id_reused',
    'Another grant was booked under this id, to another user or of other credits. Nothing was changed; ' +
      'send this one with an id of its own.',
    { param: 'id' },
  )
}

export function balanceTooLow({ balance, held }: Balance, delta: number): ApiError {
  const inFlight = held === 0 ? '' : `, ${held} more are held by calls in flight`
  return new ApiError(
    409,
    'conflict_error',
    'balance_too_low',
    `${-delta} credits cannot be taken: the balance is ${balance}${inFlight}. Take at most ${balance}.`,
    { balance },
  )
}
