import type { NanoDollars } from '../../src-shared/money.ts'
import { dearestWrite } from '../../src-shared/pricing/dearest-write.ts'
import { ratesFor } from '../../src-shared/pricing/find-price.ts'
import type { Price, Rates } from '../../src-shared/pricing/price-table.ts'
import type { CacheTtl } from '../../src-shared/run-event.ts'
import { creditsFor } from './credit-arithmetic.ts'

/** Token counts of most texts lie between a third and a quarter of their bytes. */
const bytesPerToken = 3

/** What is known of a call before it is made. */
export interface CallSize {
  /** UTF-8 bytes of the request's body. */
  readonly inputBytes: number
  /** The lifetime that each cache breakpoint asks for; empty without breakpoints. */
  readonly breakpointTtls: readonly CacheTtl[]
  readonly price: Price
  readonly margin: number
  /** Of each choice. */
  readonly maxOutputTokens: number
  /** Answers asked for (`n`). */
  readonly choices: number
}

/**
 * The credits to set aside for a call: what it can cost at most. High on purpose, since what is held too much
 * comes back at once, while what is held too little can no longer be refused; and by length alone, because
 * counting the tokens of a long prompt takes longer than everything else that the gateway does.
 */
export function estimateHold(size: CallSize): number {
  const { cost, rates } = estimateInput(size)
  return Math.max(1, creditsFor(cost + size.maxOutputTokens * size.choices * rates.output, size.margin))
}

/** What the input can cost at most, and the rates of a call with that much input. */
export function estimateInput(size: Omit<CallSize, 'maxOutputTokens'>): {
  readonly cost: NanoDollars
  readonly rates: Rates
} {
  const tokens = Math.ceil(size.inputBytes / bytesPerToken)
  const rates = ratesFor(size.price, tokens)
  return { cost: tokens * dearestInputRate(size.breakpointTtls, rates), rates }
}

/**
 * Any of the input may be written to the cache: at the breakpoints
 * asked for, and by models that write by themselves.
 */
function dearestInputRate(ttls: readonly CacheTtl[], rates: Rates): NanoDollars {
  // OpenAI's models with a 30-minute price set a breakpoint of their own when the request has none.
  const automatic = rates.cacheWrite30m ?? 0
  return Math.max(rates.input, automatic, ...ttls.map((ttl) => writeRate(ttl, rates)))
}

function writeRate(ttl: CacheTtl, rates: Rates): NanoDollars {
  const known = {
    '5m': rates.cacheWrite5m,
    '30m': rates.cacheWrite30m,
    '1h': rates.cacheWrite1h,
    '12h': rates.cacheWrite12h,
    '24h': undefined,
  }[ttl]
  return known ?? dearestWrite(rates)?.rate ?? rates.input
}
