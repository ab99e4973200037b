import { classifyOpenAi } from '../../../src-shared/vendors/openai/classify-openai.ts'
import type { VendorFailure } from '../../../src-shared/vendors/vendor-failure.ts'
import { hostOf } from '../http/host-of.ts'
import { phraseFailure, saidIn, waitWords } from '../http/phrase-failure.ts'
import type { CallContext, Vendor, Verdict } from '../http/vendor.ts'

/** What a refusal of the gateway says beside OpenAI's error, where it says it. */
export interface RefusalFacts {
  /** Credits left to spend. */
  readonly balance?: number
  readonly retryAfterMs?: number
}

/** Its operator's to put right; waiting does not help. */
const misconfigured: ReadonlySet<string> = new Set(['provider_not_configured', 'model_without_price'])

/**
 * How the gateway reports errors: OpenAI's shape, with facts of its own beside it. `facts` tells those of the
 * latest refusal.
 */
export function gatewayVendor(facts: () => RefusalFacts = () => ({})): Vendor {
  return {
    name: 'The Dedicated API',
    unreachableHint: 'Is the address right, and is the server running? Check your connection and try again.',
    classify: (error, context) => {
      const failure = classifyOpenAi(error, context)
      return { ...failure, retryAfterMs: failure.retryAfterMs ?? facts().retryAfterMs }
    },
    phrase: (failure, context) => (isAnswer(failure) ? phraseRefusal(failure, context, facts()) : undefined),
  }
}

/** Whether a server answered: a broken connection has neither status nor words. */
function isAnswer({ status, said, code, type }: VendorFailure): boolean {
  return [status, said, code, type].some((fact) => fact !== undefined)
}

/** What the conversion of errors needs to know of a request to this server. */
export function gatewayContext(server: string, token?: string, model?: string): CallContext {
  return { model, host: hostOf({}, server), apiKey: token, hasBegun: false }
}

const sessionEnded = 'Your session has ended. Log in again in Settings.'

/** A server that answers, but not as a gateway does. */
export function notGateway({ host }: Pick<CallContext, 'host'>): Verdict {
  return {
    code: 'provider_error',
    message:
      `${host} answers, but not as a Rephlo server does. ` +
      'Check the address, or sign in to your network if it asks you to.',
    retryable: false,
  }
}

function phraseRefusal(
  failure: VendorFailure,
  context: CallContext,
  { balance }: RefusalFacts,
): Verdict | undefined {
  const { status = 500, code = '' } = failure
  // Its own errors have a code; a page of another server has none.
  const isItsOwn = failure.code !== undefined || failure.type !== undefined
  if (!isItsOwn && status < 500 && status !== 429) return notGateway(context)
  const words = saidIn(failure, context)
  switch (status) {
    case 401:
      return { code: 'logged_out', message: sessionEnded, retryable: false }
    case 402:
      return noCredits(balance)
    case 403:
      return {
        code: 'permission_denied',
        message: `The Dedicated API does not allow this. It says: ${words}`,
        retryable: false,
      }
    case 404:
      // Without a model asked for, the path itself is unknown there: some other server, which has the
      // same shape of errors.
      if (context.model === undefined) return notGateway(context)
      return {
        code: 'model_not_found',
        message:
          `The Dedicated API does not offer the model “${context.model}” to you. ` +
          'Choose another model in Settings.',
        retryable: false,
      }
    case 429:
      return code.startsWith('upstream_')
        ? { code: 'rate_limited', message: words, retryable: true, retryAfterMs: failure.retryAfterMs }
        : tooManyRequests(failure)
    case 503:
      return phraseUnavailable(failure, isItsOwn ? words : undefined)
    case 408:
    case 504:
      return !isItsOwn ? undefined : { code: 'timeout', message: words, retryable: true }
    default:
      return status >= 500 ? phraseTrouble(failure, context, words) : undefined
  }
}

function noCredits(balance: number | undefined): Verdict {
  return {
    code: 'no_credits',
    message:
      `${balanceWords(balance)}, and this run may cost more. Select less text, choose a cheaper model ` +
      'in Settings, or ask whoever runs the server for more credits.',
    retryable: false,
  }
}

/** `words` are the gateway's own; undefined when something before it answered. */
function phraseUnavailable(failure: VendorFailure, words: string | undefined): Verdict {
  const { code = '', retryAfterMs } = failure
  if (words !== undefined && misconfigured.has(code))
    return { code: 'provider_error', message: words, retryable: false }
  const silent = `The Dedicated API is not available at the moment. ${waitWords(failure)} and try again.`
  return { code: 'overloaded', message: words ?? silent, retryable: true, retryAfterMs }
}

function phraseTrouble(
  { status, code, retryAfterMs }: VendorFailure,
  context: CallContext,
  words: string,
): Verdict {
  if (context.hasBegun || code === 'upstream_interrupted')
    return phraseFailure({ kind: 'interrupted' }, context, { ...gatewayVendor(), phrase: undefined })
  return {
    code: 'provider_error',
    message:
      `The Dedicated API answered with an error (${status ?? 500}): ${words} ` +
      'If it stays, tell whoever runs the server.',
    retryable: true,
    retryAfterMs,
  }
}

function tooManyRequests(failure: VendorFailure): Verdict {
  return {
    code: 'rate_limited',
    message:
      'The Dedicated API takes no more requests from you at the moment. ' +
      `${waitWords(failure)} and try again.`,
    retryable: true,
    retryAfterMs: failure.retryAfterMs,
  }
}

function balanceWords(balance: number | undefined): string {
  if (balance === undefined) return 'Your credits do not suffice'
  return `You have ${balance.toLocaleString('en-US')} ${balance === 1 ? 'credit' : 'credits'} left`
}
