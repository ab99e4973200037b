import { readGoogleError } from '../../../src-shared/vendor-errors/read-google-error.ts'
import { invalidKey, vendorWords } from '../http/judge-status.ts'
import type { ApiFailure, Verdict, VendorProfile } from '../http/vendor-profile.ts'

/** How Gemini's errors are read. `readsExplicitCache` says whether the request named an explicit cache. */
export function geminiProfile({
  readsExplicitCache = false,
}: { readsExplicitCache?: boolean } = {}): VendorProfile {
  const vendor: VendorProfile = {
    name: 'Gemini',
    describe,
    judge: (failure) => {
      if (isInvalidKey(failure)) return invalidKey(vendor)
      if (readsExplicitCache && isCacheGone(failure)) return cacheGone
      if (failure.status === 400 && failure.type === 'FAILED_PRECONDITION') return notOffered(failure)
      return undefined
    },
  }
  return vendor
}

/** Told with `not_found`, so that the run's caller forgets the cache and sends the whole prefix: that attempt can succeed. */
const cacheGone: Verdict = {
  code: 'not_found',
  message: 'Gemini no longer has the cache of this Space. Try again: the whole Space is then sent.',
  retryable: true,
}

/** Whether the answer to a request that names an explicit cache says that it is gone: deleted, expired, or never this key's. */
export function isCacheGone({ status, said }: ApiFailure): boolean {
  if (said === undefined) return false
  // Google's plain “Requested entity was not found” leaves open which one; the model would be named.
  if (status === 404) return !/\bmodels?\b/i.test(said)
  return (
    (status === 400 || status === 403) &&
    /cached? ?contents?\b/i.test(said) &&
    /not found|not exist|expired|permission/i.test(said)
  )
}

function isInvalidKey({ status, code, said = '' }: ApiFailure): boolean {
  return (
    code === 'API_KEY_INVALID' || (status === 400 && /api key (?:not valid|not found|expired)/i.test(said))
  )
}

/** Gemini is not offered where the person is, or not without billing. */
function notOffered(failure: ApiFailure): Verdict {
  return {
    code: 'permission_denied',
    message: `Gemini cannot be used with this key as things are. Gemini says: ${vendorWords(failure)} Check the billing of the key's project, or use another provider.`,
    retryable: false,
  }
}

/** Reads the error answer; a body that is not Google's leaves `said` out. */
export function describe(error: unknown): ApiFailure | undefined {
  const read = readGoogleError(error)
  if (read === undefined) return undefined
  const {
    reasons: [code],
    ...failure
  } = read
  return { ...failure, ...(code === undefined ? {} : { code }) }
}
