import type { Context } from 'hono'
import { answerKey } from '../../response-cache/answer-key.ts'
import type { Lookup } from '../../response-cache/answer-cache.ts'
import { usesAnswerCache } from '../../response-cache/uses-answer-cache.ts'
import type { RouteEnv } from '../route-env.ts'
import { answerStreamed } from './answer-streamed.ts'
import { answerWhole, type HeldCall, type Keeper } from './answer-whole.ts'
import type { ChatServices } from './chat-services.ts'
import { toEventStream, toWhole } from './respond.ts'
import { holdCredits, type CallCost } from './hold-credits.ts'
import type { PreparedCall } from './prepare-call.ts'
import { releaseMarks } from './release-marks.ts'
import { replay } from './replay.ts'
import { settleCall } from './settle-call.ts'

/** The connection that a call serves. */
export interface Serving {
  readonly context: Context<RouteEnv>
  /** Aborted when the call is to end. */
  readonly signal: AbortSignal
  /** Set for a call under an idempotency key. */
  readonly once: Keeper | undefined
  /** Called when no answer was kept, so that a vendor is asked. */
  readonly onAsk: () => void
  /** Called when the client left a stream. */
  readonly leave: () => void
  /** Called when the call is over, whichever way. */
  readonly close: () => void
}

/**
 * Credits, then the answer cache, then the vendor, then the settlement: the one place that knows this order.
 */
export async function serveCall(
  services: ChatServices,
  call: PreparedCall,
  serving: Serving,
): Promise<Response> {
  const { once, close } = serving
  const held = await hold(services, call, serving)
  const lookup = await lookUp(services, held, serving).catch(async (error: unknown) => {
    await services.credits.release(call.requestId)
    releaseMarks(services, call)
    await once?.abandon()
    throw error
  })
  if (lookup?.kind === 'hit') {
    const settled = await settleCall(services, held, {
      status: 'finished',
      usage: undefined,
      isEstimated: false,
      answerCacheSavedCredits: lookup.answer.credits,
    })
    await once?.keep(lookup.answer)
    close()
    return replay(call, { answer: lookup.answer, settled })
  }
  serving.onAsk()
  const leading: HeldCall = {
    ...held,
    answerCacheMissed: lookup !== undefined,
    keeper: bothOf(held.limitedTo === undefined ? lookup : keptFromNobody(lookup), once),
  }
  if (!call.isStreamed) return toWhole(leading, await answerWhole(services, leading).finally(close))
  return await toEventStream(leading, answerStreamed(services, leading), {
    ...serving,
    goesOn: once !== undefined,
  })
}

async function hold(
  services: ChatServices,
  call: PreparedCall,
  { signal, once }: Serving,
): Promise<HeldCall> {
  const cost = costOf(services, call)
  const holder = {
    requestId: call.requestId,
    userId: call.principal.userId,
    provider: call.target.upstream,
    model: call.target.model.id,
    streamed: call.isStreamed,
  }
  try {
    const maxOutputTokens = await holdCredits(services, holder, cost, signal)
    const upstreamCall = {
      requestId: call.requestId,
      model: call.target.model,
      body: call.body,
      maxOutputTokens,
      isLimitAsked: cost.isLimitAsked,
    }
    return {
      ...call,
      upstreamCall,
      signal,
      answerCacheMissed: false,
      keeper: undefined,
      limitedTo: maxOutputTokens < cost.maxOutputTokens ? maxOutputTokens : undefined,
    }
  } catch (error) {
    releaseMarks(services, call)
    await once?.abandon()
    throw error
  }
}

/** A limit above what the model can do is the model's. */
function costOf(
  { margin, defaultOutputTokens }: ChatServices,
  { body, target, holdBytes, breakpoints }: PreparedCall,
): CallCost {
  const asked = body.max_completion_tokens ?? body.max_tokens ?? undefined
  return {
    inputBytes: holdBytes,
    breakpointTtls: [...breakpoints.ttls],
    price: target.price,
    margin,
    choices: body.n ?? 1,
    maxOutputTokens: Math.min(asked ?? defaultOutputTokens, target.model.maxOutputTokens),
    isLimitAsked: asked !== undefined,
  }
}

async function lookUp(
  services: ChatServices,
  call: HeldCall,
  { context, signal }: Serving,
): Promise<Lookup | undefined> {
  const settings = services.settings.current()
  // Marks that the gateway added are no wish of the client's.
  const hasCacheFields = call.body === call.clientBody && call.breakpoints.hasCacheFields
  const use = usesAnswerCache({ hasCacheFields, header: (name) => context.req.header(name) })
  if (use === 'off' || !settings.answerCacheEnabled) return undefined
  const scope = settings.answerCacheShared ? 'shared' : call.principal.userId
  const key = answerKey({
    scope,
    provider: call.target.upstream,
    model: call.target.model.id,
    body: call.clientBody,
  })
  return await services.answers.lookUp(key, signal, { refresh: use === 'refresh' })
}

/** An answer that only the balance cut short would be wrong for whoever asks the same with a fuller one. */
function keptFromNobody(lookup: Lookup | undefined): Keeper | undefined {
  return lookup?.kind === 'lead'
    ? { keep: () => lookup.abandon(), abandon: () => lookup.abandon() }
    : undefined
}

function bothOf(...keepers: readonly (Keeper | Lookup | undefined)[]): Keeper | undefined {
  const present = keepers.filter((keeper): keeper is Keeper => keeper !== undefined && 'keep' in keeper)
  if (present.length <= 1) return present[0]
  return {
    async keep(answer) {
      await Promise.all(present.map((keeper) => keeper.keep(answer)))
    },
    async abandon(isCharged) {
      await Promise.all(present.map((keeper) => keeper.abandon(isCharged)))
    },
  }
}
