import type { ErrorCode } from '../../../src-shared/rephlo-error.ts'
import { toSentence } from '../../../src-shared/vendors/plain-words.ts'
import type { FailureKind, VendorFailure } from '../../../src-shared/vendors/vendor-failure.ts'
import type { CallContext, Vendor, Verdict } from './vendor.ts'

/**
 * How a kind of failure is told to a person: with which code, whether trying again may help, and in which
 * words.
 */
interface Phrasing {
  readonly code: ErrorCode
  readonly retryable: boolean
  readonly words: (told: Told) => string
}

/** A failure with what stands in its sentences. */
interface Told {
  readonly failure: VendorFailure
  readonly host: string
  readonly name: string
  readonly model: string
  /** The server's words as a sentence of their own, with a blank before it; '' when it said nothing. */
  readonly says: string
  /** The server's words as the end of a sentence. */
  readonly said: string
  readonly vendor: Vendor
}

const longestWords = 300
const settings = 'Settings → Providers and keys'
const signIn = 'or sign in to your network if it asks you to'

/** Every kind of failure in the words of the app. */
const phrasings: Readonly<Record<FailureKind, Phrasing>> = {
  request_refused: final(
    'bad_input',
    ({ name, said }) => `${name} refused the request: ${said} ${changeText}`,
  ),
  field_refused: final('bad_input', ({ name, said }) => `${name} refused the request: ${said} ${changeText}`),
  output_limit_too_large: final(
    'bad_input',
    ({ name, says }) =>
      `${name} refused the request, because it asks for a longer answer than the model can give.${says} ` +
      'Set a smaller limit for this model, or choose another model in Settings.',
  ),
  prompt_too_long: final('too_large', tooLarge),
  body_too_large: final('too_large', tooLarge),
  request_above_rate: final('too_large', tooLarge),
  key_refused: final(
    'invalid_key',
    ({ name, says }) => `${name} did not accept the key.${says} Check it in ${settings}, or enter a new one.`,
  ),
  not_permitted: final(
    'permission_denied',
    ({ says }) =>
      `This key may not do that.${says} ` +
      `Check the key's permissions and billing, or use another key in ${settings}.`,
  ),
  out_of_credit: final(
    'out_of_credit',
    ({ name, says }) =>
      `The credit of this key at ${name} is used up.${says} ` +
      `Add credit or raise the limit in your ${name} account, or use another key in ${settings}.`,
  ),
  model_unknown: final(
    'model_not_found',
    ({ name, model, says }) =>
      `${name} does not know the model “${model}”, or this key may not use it.${says} ${chooseModel}`,
  ),
  model_retired: final(
    'model_not_found',
    ({ name, model, says }) => `${name} no longer offers the model “${model}”.${says} ${chooseModel}`,
  ),
  not_offered: final(
    'permission_denied',
    ({ name, says }) =>
      `${name} cannot be used with this key as things are.${says} ` +
      "Check the billing of the key's project, or use another provider.",
  ),
  wrong_address: final(
    'provider_error',
    ({ host, name, says, vendor }) =>
      `${host} does not answer as the API of ${name} does.${says} ` +
      `Check the address in Settings, ${signIn}.${after(vendor.addressHint)}`,
  ),
  timed_out: passing(
    'timeout',
    ({ host }) => `${host} did not answer in time. Check your connection and try again.`,
  ),
  rate_limited: passing(
    'rate_limited',
    ({ name, says, failure }) =>
      `The rate limit of ${name} for this key is reached.${says} ${waitWords(failure)} and try again.`,
  ),
  overloaded: passing(
    'overloaded',
    ({ name, says, failure }) =>
      `${name} is overloaded at the moment.${says} ${waitWords(failure)} and try again.`,
  ),
  server_error: passing(
    'provider_error',
    ({ name, said, failure }) =>
      `${name} answered with an error (${failure.status ?? 500}): ${said} ` +
      `Try again; if it stays, look at the status page of ${name}.`,
  ),
  unreachable: passing('network', ({ host, failure: { networkCode = '' }, vendor }) => {
    const code = networkCode === '' ? '' : ` (${networkCode})`
    const { unreachableHint = 'Check your connection and try again.' } = vendor
    return `${host} cannot be reached${code}. ${unreachableHint}`
  }),
  // Following would hand the key and the texts to a host that nobody chose.
  redirected: final(
    'provider_error',
    ({ host }) =>
      `${host} redirects to another address, and Rephlo does not follow, so that your key stays where you ` +
      `meant it. Check the address in Settings, ${signIn}.`,
  ),
  certificate_refused: final(
    'network',
    ({ host, failure: { networkCode = '' } }) =>
      `The certificate of ${host} is not trusted${networkCode === '' ? '' : ` (${networkCode})`}. ` +
      "If the server is yours, add its certificate to this system's store of trusted certificates; on the " +
      'command line, name its file in the variable NODE_EXTRA_CA_CERTS. Otherwise check the address, the ' +
      'date of this computer and your network.',
  ),
  interrupted: passing(
    'stream_interrupted',
    ({ name }) => `The connection to ${name} was cut before the answer was complete. Try again.`,
  ),
  unreadable: passing(
    'provider_error',
    ({ host }) =>
      `${host} sent an answer that cannot be read. Try again; if it stays, check the address in Settings.`,
  ),
  // The run's caller forgets the cache and sends the whole prefix: that attempt can succeed.
  cache_gone: passing(
    'not_found',
    ({ name }) => `${name} no longer has the cache of this Space. Try again: the whole Space is then sent.`,
  ),
}

/** What a person is told of a failure; not yet free of the key. */
export function phraseFailure(failure: VendorFailure, context: CallContext, vendor: Vendor): Verdict {
  const own = vendor.phrase?.(failure, context)
  if (own !== undefined) return own
  const { code, retryable, words } = phrasings[failure.kind]
  const said = saidIn(failure, context)
  return {
    code,
    message: words({
      failure,
      host: context.host,
      name: vendor.name,
      model: context.model ?? '',
      says: failure.said === undefined ? '' : ` ${vendor.name} says: ${said}`,
      said,
      vendor,
    }),
    retryable,
    retryAfterMs: failure.retryAfterMs,
  }
}

/** The server's explanation as one short sentence without the key. */
export function saidIn({ said }: VendorFailure, { apiKey }: Pick<CallContext, 'apiKey'>): string {
  return toSentence(said ?? 'no reason was given', longestWords, apiKey)
}

/** How long to wait, as the beginning of a sentence. */
export function waitWords({ retryAfterMs = 0 }: Pick<VendorFailure, 'retryAfterMs'>): string {
  const seconds = Math.ceil(retryAfterMs / 1000)
  return seconds === 0 ? 'Wait a little' : `Wait ${seconds} second${seconds === 1 ? '' : 's'}`
}

const changeText = 'Change the text or the Command, or choose another model.'
const chooseModel = 'Choose another model in Settings.'

function after(hint: string | undefined): string {
  return hint === undefined ? '' : ` ${hint}`
}

function tooLarge({ says }: Told): string {
  return (
    `The text and the Space are too large for this model.${says} ` +
    'Select less text, use a smaller Space, or choose a model with more room in Settings.'
  )
}

/** What stays as it is, however often it is tried. */
function final(code: ErrorCode, words: Phrasing['words']): Phrasing {
  return { code, retryable: false, words }
}

/** What may pass. */
function passing(code: ErrorCode, words: Phrasing['words']): Phrasing {
  return { code, retryable: true, words }
}
