import { creditOf, type Account } from '../../../src-shared/planner/account.ts'
import {
  cacheOptionsFor,
  cheapestPremium,
  fullWriteRate,
  type CacheOption,
} from '../../../src-shared/planner/cache-option.ts'
import { decide, type Decision } from '../../../src-shared/planner/decide.ts'
import type { PlanningInput } from '../../../src-shared/planner/planning-input.ts'
import { ratesFor } from '../../../src-shared/pricing/find-price.ts'
import type { Model, Price } from '../../../src-shared/pricing/price-table.ts'
import type { CacheTtl } from '../../../src-shared/run-event.ts'
import { tokensUpTo, type Flight, type Place, type PrefixMemory, type UserAtModel } from './prefix-memory.ts'

/**
 * A call about which the planner was asked; handed to `learn` or `release` once, whatever becomes of the
 * call.
 */
export interface PlanHandle extends Flight {
  /** The lifetime of the marks that were added; undefined for none. */
  readonly ttl: CacheTtl | undefined
  /** Why, in words for a person. */
  readonly reason: string
  readonly user: UserAtModel
  readonly price: Price
  readonly options: readonly CacheOption[]
  readonly inputRate: number
  /** The places that were marked, ascending, and the last one that could have been. */
  readonly marked: readonly Place[]
  readonly lastPlace: Place
  /** Estimate of all input. */
  readonly inputTokens: number
}

export interface PrefixQuestion {
  readonly prefix: PrefixMemory
  readonly user: UserAtModel
  readonly model: Model
  readonly price: Price
  /** Where a mark may stand, ascending. */
  readonly places: readonly Place[]
  readonly restTokens: number
  readonly now: number
}

type Facts = Omit<PlanHandle, 'kind' | 'ttl' | 'marked' | 'stake' | 'reason'>
type Terms = Pick<PlanningInput, 'options' | 'inputRate' | 'prefixTokens' | 'dynamicTokens'>

/** What `cache_control` can ask for. */
const offered: ReadonlySet<CacheTtl> = new Set(['5m', '1h'])
/**
 * Where a model's minimum is unknown: the largest one of the vendors, so
 * that a mark is set only where it surely counts.
 */
const largestKnownMinimum = 4_096
/** A call that is not over after so long was never made, or nobody says what became of it. */
const longestFlightMs = 10 * 60_000
/**
 * What one call writes, others can read only when its answer has begun:
 * until then each of them would write it as well.
 */
const answerBeginsMs = 10_000
/** How far a count may lie from its estimate, as a factor. */
const estimateError = 1.5

/** Asks the planner about a call. Undefined where there is nothing to decide. */
export function planPrefix({
  prefix,
  user,
  model,
  price,
  places,
  restTokens,
  now,
}: PrefixQuestion): PlanHandle | undefined {
  const minimum = model.minimumCacheableTokens ?? largestKnownMinimum
  const markable = prefix.isIgnored ? [] : places.filter((place) => tokensUpTo(prefix, place) >= minimum)
  const lastPlace = markable.at(-1)
  const inputTokens = tokensUpTo(prefix, 1) + restTokens
  const rates = ratesFor(price, inputTokens)
  const options = cacheOptionsFor(rates, model.caching).filter(
    ({ kind, ttl }) =>
      kind === 'marks' && offered.has(ttl) && model.caching?.lifetimes.includes(ttl) === true,
  )
  if (lastPlace === undefined || options.length === 0) return undefined
  const facts: Facts = {
    prefix,
    user,
    price,
    options,
    inputRate: rates.input,
    lastPlace,
    inputTokens,
    plannedAt: now,
  }
  const flights = flightsOf(user, now)
  const isBeingWritten = flights.some(
    (flight) =>
      flight.prefix === prefix && flight.kind === 'write' && now - flight.plannedAt < answerBeginsMs,
  )
  if (isBeingWritten)
    return {
      ...facts,
      kind: 'none',
      ttl: undefined,
      marked: [],
      stake: 0,
      reason: 'Another call is just writing it to the cache.',
    }
  return planMarks(facts, flights, markable)
}

function planMarks(facts: Facts, flights: readonly Flight[], places: readonly Place[]): PlanHandle {
  const { prefix, user, options, inputRate, lastPlace, inputTokens, plannedAt: now } = facts
  const isCounted = prefix.counted[lastPlace] !== undefined
  const factor = isCounted ? 1 : worstFactor(facts)
  const tokens = (place: Place): number => Math.round(tokensUpTo(prefix, place) * factor)
  const prefixTokens = tokens(lastPlace)
  // The dearer lifetimes wait until it is known what they would cost.
  const terms: Terms = {
    options: isCounted ? options : options.slice(0, 1),
    inputRate,
    prefixTokens,
    dynamicTokens: Math.max(0, inputTokens - prefixTokens),
  }
  const { warm } = prefix
  const warmth =
    warm === undefined || warm.expiresAt <= now ? {} : { warm: { ...warm, tokens: tokens(warm.place) } }
  const state = { rhythm: prefix.state.rhythm, account: tighterAccount(prefix, user, flights, terms) }
  const decision = decide({
    ...terms,
    ...warmth,
    now,
    state,
    breakpoints: places.map(tokens),
    allowKeepWarm: false,
  })
  return toHandle(
    facts,
    decision,
    decision.kind === 'none' ? [] : places.filter((place) => tokens(place) <= decision.tokens),
    warmth.warm?.tokens ?? 0,
  )
}

function toHandle(
  facts: Facts,
  decision: Decision,
  marked: readonly Place[],
  warmTokens: number,
): PlanHandle {
  const reason = decision.explanation.replaceAll('Space', 'prefix')
  if (decision.kind === 'none') return { ...facts, kind: 'none', ttl: undefined, marked, stake: 0, reason }
  const stake =
    Math.max(0, decision.tokens - warmTokens) * Math.max(0, fullWriteRate(decision.option) - facts.inputRate)
  return { ...facts, kind: decision.kind, ttl: decision.option.ttl, marked, stake, reason }
}

/**
 * By how much to correct an estimate that no count confirms: to the size at which the promise
 * is broken first. That is the largest one whose premium was counted, because a larger one
 * would be trusted more and a smaller one cost less.
 */
function worstFactor({ prefix, user, options, inputRate, lastPlace }: Facts): number {
  const premiumOfOne = cheapestPremium(options, inputRate, 1) ?? 0
  const trusted = premiumOfOne === 0 ? 0 : (user.account.premium ?? 0) / premiumOfOne
  return Math.min(estimateError, Math.max(1 / estimateError, trusted / tokensUpTo(prefix, lastPlace)))
}

/** Those that still count. */
function flightsOf({ flights }: UserAtModel, now: number): readonly Flight[] {
  for (const flight of flights) if (now - flight.plannedAt > longestFlightMs) flights.delete(flight)
  return [...flights]
}

/**
 * The account that allows less: the prefix's own, or that of all the user's calls
 * of the model. What is in flight counts as spent.
 */
function tighterAccount(
  prefix: PrefixMemory,
  user: UserAtModel,
  flights: readonly Flight[],
  { options, inputRate, prefixTokens, dynamicTokens }: Terms,
): Account {
  const all = withStakes(user.account, flights)
  const own = withStakes(
    prefix.state.account,
    flights.filter((flight) => flight.prefix === prefix),
  )
  const [noneCost, premium] = [
    (prefixTokens + dynamicTokens) * inputRate,
    cheapestPremium(options, inputRate, prefixTokens) ?? 0,
  ]
  return creditOf(all, noneCost, premium) < creditOf(own, noneCost, premium) ? all : own
}

function withStakes(account: Account, flights: readonly Flight[]): Account {
  return { ...account, actual: flights.reduce((sum, { stake }) => sum + stake, account.actual) }
}
