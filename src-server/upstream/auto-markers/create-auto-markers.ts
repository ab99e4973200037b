import type { ChatRequest } from '../../../src-shared/dedicated-api/chat-request.ts'
import type { Model, Price } from '../../../src-shared/pricing/price-table.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import { learnFromCall } from './learn-from-call.ts'
import { estimateRest, markablePrefix, markBody, type MarkablePrefix } from './markable-prefix.ts'
import { planPrefix, type PlanHandle } from './plan-prefix.ts'
import { PrefixMemories, type Place } from './prefix-memory.ts'

/** A call whose body holds no field of any vendor's prompt cache. */
export interface MarkableCall {
  readonly userId: string
  readonly model: Model
  readonly price: Price
  /** Never changed. */
  readonly body: ChatRequest
}

export interface MarkedCall {
  /** With marks, where they should pay; else the client's. */
  readonly body: ChatRequest
  /**
   * Absent where there is nothing to decide: no place for a mark, too few
   * tokens, or a model that takes no `cache_control`.
   */
  readonly planned?: PlanHandle
}

/**
 * Adds `cache_control` to the last tool and the last leading system message of plain clients, where the
 * planner of src-shared expects that to pay. It promises, for each prefix, and for all prefixes of a user
 * at a model together: as long as this process remembers them, and the vendor keeps what it was paid to
 * keep, caching never costs more than 2 % above no caching plus the premium of three writes. Other
 * instances learn by themselves; a restart begins anew.
 */
export interface AutoMarkers {
  plan(call: MarkableCall): MarkedCall
  /**
   * To be called for every call that the vendor began to answer, with the usage that is
   * known. Where nobody knows what the cache did, a marked call is booked at its dearest.
   * `at` is when the call began, in epoch milliseconds.
   */
  learn(handle: PlanHandle, usage: TokenUsage | undefined, at: number): void
  /**
   * To be called for every other call: what it might have cost is at stake no more. Does nothing after
   * `learn`.
   */
  release(handle: PlanHandle): void
}

export function createAutoMarkers({ now = Date.now }: { readonly now?: () => number } = {}): AutoMarkers {
  const memories = new PrefixMemories()
  const learned = new WeakSet<PlanHandle>()
  return {
    plan({ userId, model, price, body }) {
      const found = model.caching?.control === 'breakpoints' ? markablePrefix(body) : undefined
      if (found === undefined) return { body }
      const prefix = memories.prefix(`${userId}\n${model.id}\n${found.hash}`, () => found.estimate())
      const user = memories.user(`${userId}\n${model.id}`)
      const planned = planPrefix({
        prefix,
        user,
        model,
        price,
        places: placesOf(found),
        restTokens: estimateRest(body),
        now: now(),
      })
      if (planned === undefined) return { body }
      user.flights.add(planned)
      return { body: markedBody(body, found, planned), planned }
    },
    learn(handle, usage, at) {
      handle.user.flights.delete(handle)
      if (learned.has(handle)) return
      learned.add(handle)
      learnFromCall(handle, usage, at)
      memories.keep(handle.prefix)
    },
    release(handle) {
      handle.user.flights.delete(handle)
    },
  }
}

function placesOf({ tool, message }: MarkablePrefix): Place[] {
  const places: Place[] = [0, 1]
  return places.filter((place) => (place === 0 ? tool : message) !== undefined)
}

function markedBody(
  body: ChatRequest,
  { tool, message }: MarkablePrefix,
  { ttl, marked }: PlanHandle,
): ChatRequest {
  return ttl === undefined
    ? body
    : markBody(
        body,
        { tool: marked.includes(0) ? tool : undefined, message: marked.includes(1) ? message : undefined },
        ttl,
      )
}
