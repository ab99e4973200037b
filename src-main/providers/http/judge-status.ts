import type { ApiFailure, CallContext, Verdict, VendorProfile } from './vendor-profile.ts'

const maximumVendorMessage = 300

/** The common meaning of an HTTP status, worded for a person. */
export function judgeStatus(failure: ApiFailure, context: CallContext, vendor: VendorProfile): Verdict {
  const status = failure.status ?? 500
  const said = vendorWords(failure)
  switch (status) {
    case 400:
    case 422:
      return isTooLarge(said)
        ? tooLarge(said, vendor)
        : {
            code: 'bad_input',
            message: `${vendor.name} refused the request: ${said} Change the text or the Command, or choose another model.`,
            retryable: false,
          }
    case 401:
      return invalidKey(vendor)
    case 402:
    case 403:
      return {
        code: 'permission_denied',
        message: `This key may not do that. ${vendor.name} says: ${said} Check the key's permissions and billing, or use another key in Settings → Providers and keys.`,
        retryable: false,
      }
    case 404:
      // An answer without the vendor's error shape comes from another server, so the address is wrong rather than the model.
      return failure.said === undefined || context.model === undefined
        ? notVendor(context, vendor)
        : modelGone(context.model, vendor, said)
    case 408:
    case 504:
      return timedOut(context)
    case 413:
      return tooLarge(said, vendor)
    case 429:
      return rateLimited(failure, vendor)
    case 503:
    case 529:
      return {
        code: 'overloaded',
        message: `${vendor.name} is overloaded at the moment. ${waitWords(failure)} and try again.`,
        retryable: true,
        retryAfterMs: failure.retryAfterMs,
      }
    default:
      return {
        code: 'provider_error',
        message: `${vendor.name} answered with an error (${status}): ${said} Try again; if it stays, look at the status page of ${vendor.name}.`,
        retryable: status >= 500,
        retryAfterMs: failure.retryAfterMs,
      }
  }
}

function isTooLarge(said: string): boolean {
  return /prompt is too long|too many tokens|context (?:window|limit|length)|exceeds? the (?:maximum|available context)|maximum context/i.test(
    said,
  )
}

/** A key that is not accepted. */
export function invalidKey({ name }: VendorProfile): Verdict {
  return {
    code: 'invalid_key',
    message: `${name} did not accept the key. Check it in Settings → Providers and keys, or enter a new one.`,
    retryable: false,
  }
}

/** A prompt that does not fit. */
export function tooLarge(said: string, { name }: VendorProfile): Verdict {
  return {
    code: 'too_large',
    message: `The text and the Space are too large for this model. ${name} says: ${said} Select less text, use a smaller Space, or choose a model with more room in Settings.`,
    retryable: false,
  }
}

/** A model that never was, that this key may not use, or that is retired: `said` tells which. */
export function modelGone(model: string, { name }: VendorProfile, said: string): Verdict {
  const isRetired = /deprecat|retired|decommission|no longer|discontinued|sunset|shut ?down/i.test(said)
  const what = isRetired
    ? `${name} no longer offers the model “${model}”.`
    : `${name} does not know the model “${model}”, or this key may not use it.`
  return { code: 'model_not_found', message: `${what} Choose another model in Settings.`, retryable: false }
}

/** Too many requests; the vendor's own wait is told where it gave one. */
export function rateLimited(failure: ApiFailure, { name }: VendorProfile): Verdict {
  return {
    code: 'rate_limited',
    message: `The rate limit of ${name} for this key is reached. ${waitWords(failure)} and try again.`,
    retryable: true,
    retryAfterMs: failure.retryAfterMs,
  }
}

function waitWords({ retryAfterMs }: ApiFailure): string {
  if (retryAfterMs === undefined || retryAfterMs === 0) return 'Wait a little'
  const seconds = Math.ceil(retryAfterMs / 1000)
  return `Wait ${seconds} second${seconds === 1 ? '' : 's'}`
}

/** No answer within the time limit. */
export function timedOut({ host }: CallContext): Verdict {
  return {
    code: 'timeout',
    message: `${host} did not answer in time. Check your connection and try again.`,
    retryable: true,
  }
}

/** A stream that ended or broke before its last event. */
export function streamCut({ name }: VendorProfile): Verdict {
  return {
    code: 'stream_interrupted',
    message: `The connection to ${name} was cut before the answer was complete. Try again.`,
    retryable: true,
  }
}

/** A server that answers, but not as the vendor does: a wrong address, a proxy, or a login page of a network. */
export function notVendor({ host }: CallContext, { name }: VendorProfile): Verdict {
  return {
    code: 'provider_error',
    message: `${host} does not answer as the API of ${name} does. Check the address in Settings, or sign in to your network if it asks you to.`,
    retryable: false,
  }
}

/** The vendor's explanation as one short sentence. */
export function vendorWords({ said = 'no reason was given' }: ApiFailure): string {
  const plain = said.replace(/\s+/g, ' ').trim()
  const short = plain.length > maximumVendorMessage ? `${plain.slice(0, maximumVendorMessage)}…` : plain
  return /[.!?…]$/.test(short) ? short : `${short}.`
}
