import { ApiError } from '../../api-error.ts'
import { affordableOutput } from '../../credits/affordable-output.ts'
import type { Balance, CreditStore, HoldRequest } from '../../credits/credit-store.ts'
import { estimateHold, type CallSize } from '../../credits/estimate-hold.ts'
import type { CallQueue } from './call-queue.ts'

/** Below this many tokens an answer that the client did not limit itself is not worth having. */
const leastOutputTokens = 16
/**
 * How long a call waits for credits that other calls hold, and how
 * often it looks whether another instance freed some.
 */
const longestWaitMs = 10_000
const lookAgainMs = 100

/**
 * What a call may cost at most. A limit that the client named is kept or
 * refused; the default gives way to the balance.
 */
export interface CallCost extends CallSize {
  readonly isLimitAsked: boolean
}

export type Holder = Omit<HoldRequest, 'amount'>

type Attempt =
  { readonly kind: 'held'; readonly maxOutputTokens: number } | (Balance & { readonly kind: 'refused' })

interface HoldServices {
  readonly credits: CreditStore
  readonly queue: CallQueue
  readonly now: () => number
}

/**
 * Sets aside what the call may cost at most, so that no balance is ever overdrawn. Where other calls of the
 * user hold the credits it waits for them, because most calls cost less than they hold. Resolves to the limit
 * of the answer (tokens) that is covered. Throws ApiError 402 with the balance.
 */
export async function holdCredits(
  services: HoldServices,
  holder: Holder,
  cost: CallCost,
  signal: AbortSignal,
): Promise<number> {
  const first = await tryToHold(services.credits, holder, cost)
  if (first.kind === 'held') return first.maxOutputTokens
  if (!mayWait(first, cost)) throw tooFew(first, cost)
  const deadline = services.now() + longestWaitMs
  return await services.queue.run(holder.userId, signal, async () => {
    for (;;) {
      const attempt = await tryToHold(services.credits, holder, cost)
      if (attempt.kind === 'held') return attempt.maxOutputTokens
      if (!mayWait(attempt, cost) || services.now() >= deadline) throw tooFew(attempt, cost)
      await services.credits.whenSettled(holder.userId, lookAgainMs)
      signal.throwIfAborted()
    }
  })
}

async function tryToHold(credits: CreditStore, holder: Holder, cost: CallCost): Promise<Attempt> {
  const full = await credits.hold({ ...holder, amount: estimateHold(cost) })
  if (full.isHeld) return { kind: 'held', maxOutputTokens: cost.maxOutputTokens }
  const refused = { kind: 'refused', balance: full.balance, held: full.held } as const
  if (cost.isLimitAsked) return refused
  const maxOutputTokens = Math.min(cost.maxOutputTokens, affordableOutput(full.balance, cost))
  if (maxOutputTokens < leastOutputTokens) return refused
  const less = await credits.hold({ ...holder, amount: estimateHold({ ...cost, maxOutputTokens }) })
  return less.isHeld
    ? { kind: 'held', maxOutputTokens }
    : { kind: 'refused', balance: less.balance, held: less.held }
}

/** Whether there would be enough if all that is held came back. */
function mayWait({ balance, held }: Balance, cost: CallCost): boolean {
  return held > 0 && balance + held >= estimateHold(leastCost(cost))
}

function leastCost(cost: CallCost): CallCost {
  return cost.isLimitAsked
    ? cost
    : { ...cost, maxOutputTokens: Math.min(cost.maxOutputTokens, leastOutputTokens) }
}

function tooFew({ balance, held }: Balance, cost: CallCost): ApiError {
  const needed = estimateHold(leastCost(cost))
  const inFlight = held > 0 ? `, and ${held} more are held by calls in flight` : ''
  const output = cost.isLimitAsked ? Math.max(0, affordableOutput(balance, cost)) : 0
  const advice =
    output >= leastOutputTokens
      ? `Ask for at most ${output} tokens (max_tokens), or add credits.`
      : 'Shorten the request or add credits.'
  return new ApiError(
    402,
    'insufficient_credits',
    'insufficient_credits',
    `This call may cost up to ${needed} credits; your balance is ${balance}${inFlight}. ${advice}`,
    { balance },
  )
}
