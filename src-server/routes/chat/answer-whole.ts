import type { ChatCompletion } from '../../../src-shared/dedicated-api/chat-answer.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import { estimateUsage } from '../../credits/estimate-usage.ts'
import type { KeptAnswer } from '../../response-cache/answer-cache.ts'
import type { UpstreamCall } from '../../upstream/upstream.ts'
import type { ChatServices } from './chat-services.ts'
import type { PreparedCall } from './prepare-call.ts'
import { settleCall, type EndedCall, type SettledCall } from './settle-call.ts'

/** Keeps an answer for others: the answer cache, or a repetition under the same idempotency key. */
export interface Keeper {
  keep(answer: KeptAnswer): Promise<void>
  /** There will be no answer; `isCharged` when something was charged all the same. */
  abandon(isCharged?: boolean): Promise<void>
}

/** A call whose credits are held: from here on, every way out settles it. */
export interface HeldCall extends EndedCall {
  readonly upstreamCall: UpstreamCall
  /** Aborted when the client is gone or the server stops. */
  readonly signal: AbortSignal
  /** Those who wait for the answer; absent when nobody but the client does. */
  readonly keeper: Keeper | undefined
  /** The limit, when the balance allowed less than the call could have had. */
  readonly limitedTo: number | undefined
}

/** An answer as it is given, and what it is kept as. */
export interface GivenAnswer {
  readonly completion: ChatCompletion
  readonly settled: SettledCall
}

/**
 * Asks the vendor for the whole answer and settles. Throws ApiError; a call that
 * failed costs nothing, one that was left its prompt.
 */
export async function answerWhole(services: ChatServices, call: HeldCall): Promise<GivenAnswer> {
  const asked = await ask(services, call)
  const settled = await settleCall(services, call, {
    status: 'finished',
    ...wholeUsage(call, asked.usage, () => textOf(asked.completion)),
  })
  await call.keeper?.keep({ completion: asked.completion, credits: settled.credits })
  return { completion: asked.completion, settled }
}

async function ask(
  services: ChatServices,
  call: HeldCall,
): ReturnType<Awaited<ReturnType<ChatServices['upstreams']['get']>>['complete']> {
  try {
    const upstream = await services.upstreams.get(call.target.upstream)
    return await upstream.complete(call.upstreamCall, call.signal)
  } catch (error) {
    const { credits } = await settleFailure(services, call, error)
    await call.keeper?.abandon(credits > 0)
    throw error
  }
}

/**
 * The vendor's report where it is whole; else its missing parts
 * estimated from the request and the text of the answer.
 */
export function wholeUsage(
  call: Pick<PreparedCall, 'inputBytes'>,
  usage: TokenUsage | undefined,
  text: () => string,
): { readonly usage: TokenUsage; readonly isEstimated: boolean } {
  const isWhole = usage?.uncachedInputTokens !== undefined && usage.outputTokens !== undefined
  return isWhole
    ? { usage, isEstimated: false }
    : { usage: estimateUsage({ known: usage, inputBytes: call.inputBytes, text: text() }), isEstimated: true }
}

/**
 * A vendor that failed is not paid for; one whose client left has read the prompt, which is charged as
 * estimated.
 */
export async function settleFailure(
  services: ChatServices,
  call: HeldCall,
  error: unknown,
): Promise<SettledCall> {
  if (call.signal.aborted)
    return await settleCall(services, call, {
      status: 'cancelled',
      usage: estimateUsage({ inputBytes: call.inputBytes, text: '' }),
      isEstimated: true,
      error,
    })
  return await settleCall(services, call, { status: 'failed', usage: undefined, isEstimated: false, error })
}

function textOf({ choices }: ChatCompletion): string {
  return choices
    .map(
      ({ message }) =>
        (message.content ?? '') +
        (message.tool_calls === undefined ? '' : JSON.stringify(message.tool_calls)),
    )
    .join('')
}
