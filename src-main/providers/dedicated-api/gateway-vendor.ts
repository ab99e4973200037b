import { hostOf } from '../http/host-of.ts'
import { streamCut, vendorWords } from '../http/judge-status.ts'
import type { ApiFailure, CallContext, Verdict, VendorProfile } from '../http/vendor-profile.ts'
import { describeOpenAiError } from '../openai/openai-vendor.ts'

/** What a refusal of the gateway says beside OpenAI's error, where it says it. */
export interface RefusalFacts {
  /** Credits left to spend. */
  readonly balance?: number
  readonly retryAfterMs?: number
}

/** Its operator's to put right; waiting does not help. */
const misconfigured: ReadonlySet<string> = new Set(['provider_not_configured', 'model_without_price'])

/** How the gateway reports errors: OpenAI's shape, with facts of its own beside it. `facts` tells those of the latest refusal. */
export function gatewayVendor(facts: () => RefusalFacts = () => ({})): VendorProfile {
  return {
    name: 'The Dedicated API',
    unreachableHint: 'Is the address right, and is the server running? Check your connection and try again.',
    describe: (error) => {
      const failure = describeOpenAiError(error)
      return failure === undefined
        ? undefined
        : { ...failure, retryAfterMs: failure.retryAfterMs ?? facts().retryAfterMs }
    },
    judge: (failure, context) => judgeGateway(failure, context, facts()),
  }
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
    message: `${host} answers, but not as a Rephlo server does. Check the address, or sign in to your network if it asks you to.`,
    retryable: false,
  }
}

function judgeGateway(
  failure: ApiFailure,
  context: CallContext,
  { balance }: RefusalFacts,
): Verdict | undefined {
  const { status = 500, code = '', said } = failure
  if (said === undefined && status < 500 && status !== 429) return notGateway(context)
  const words = vendorWords(failure)
  switch (status) {
    case 401:
      return { code: 'logged_out', message: sessionEnded, retryable: false }
    case 402:
      return {
        code: 'no_credits',
        message: `${balanceWords(balance)}, and this run may cost more. Select less text, choose a cheaper model in Settings, or ask whoever runs the server for more credits.`,
        retryable: false,
      }
    case 403:
      return {
        code: 'permission_denied',
        message: `The Dedicated API does not allow this. It says: ${words}`,
        retryable: false,
      }
    case 404:
      // Without a model asked for, the path itself is unknown there: some other server, which has the same shape of errors.
      if (context.model === undefined) return notGateway(context)
      return {
        code: 'model_not_found',
        message: `The Dedicated API does not offer the model “${context.model}” to you. Choose another model in Settings.`,
        retryable: false,
      }
    case 429:
      return code.startsWith('upstream_')
        ? { code: 'rate_limited', message: words, retryable: true, retryAfterMs: failure.retryAfterMs }
        : tooManyRequests(failure)
    case 503:
      return misconfigured.has(code)
        ? { code: 'provider_error', message: words, retryable: false }
        : {
            code: 'overloaded',
            message:
              said === undefined
                ? `The Dedicated API is not available at the moment. ${waitWords(failure)} and try again.`
                : words,
            retryable: true,
            retryAfterMs: failure.retryAfterMs,
          }
    case 408:
    case 504:
      return said === undefined ? undefined : { code: 'timeout', message: words, retryable: true }
    default:
      return status >= 500 ? judgeTrouble(failure, context, words) : undefined
  }
}

function judgeTrouble(
  { status, code, retryAfterMs }: ApiFailure,
  context: CallContext,
  words: string,
): Verdict {
  if (context.hasBegun || code === 'upstream_interrupted')
    return streamCut({ name: 'The Dedicated API', describe: () => undefined })
  return {
    code: 'provider_error',
    message: `The Dedicated API answered with an error (${status ?? 500}): ${words} If it stays, tell whoever runs the server.`,
    retryable: true,
    retryAfterMs,
  }
}

function tooManyRequests(failure: ApiFailure): Verdict {
  return {
    code: 'rate_limited',
    message: `The Dedicated API takes no more requests from you at the moment. ${waitWords(failure)} and try again.`,
    retryable: true,
    retryAfterMs: failure.retryAfterMs,
  }
}

function balanceWords(balance: number | undefined): string {
  if (balance === undefined) return 'Your credits do not suffice'
  return `You have ${balance.toLocaleString('en-US')} ${balance === 1 ? 'credit' : 'credits'} left`
}

function waitWords({ retryAfterMs = 0 }: ApiFailure): string {
  const seconds = Math.ceil(retryAfterMs / 1000)
  return seconds === 0 ? 'Wait a little' : `Wait ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`
}
