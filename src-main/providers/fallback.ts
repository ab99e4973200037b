import type { ErrorCode, ErrorInfo } from '../../src-shared/rephlo-error.ts'

/**
 * What went wrong at a provider that another one can make up for, and what the person should put right
 * there.
 */
const excuses: Readonly<
  Partial<Record<ErrorCode, { readonly trouble: string; readonly advice?: (name: string) => string }>>
> = {
  network: { trouble: 'could not be reached' },
  timeout: { trouble: 'did not answer in time' },
  rate_limited: { trouble: 'takes no more requests at the moment' },
  overloaded: { trouble: 'is overloaded' },
  provider_error: { trouble: 'answered with an error' },
  model_not_found: {
    trouble: 'does not have the chosen model',
    advice: (name) => `Choose another model of ${name} in Settings.`,
  },
  missing_key: {
    trouble: 'has no key',
    advice: (name) => `Add a key for ${name} in Settings → Providers and keys.`,
  },
  keychain_unavailable: {
    trouble: 'could not be asked, because the system keychain cannot be used',
    advice: () => 'Unlock or install a keyring.',
  },
  invalid_key: {
    trouble: 'did not accept the key',
    advice: (name) => `Check the key for ${name} in Settings → Providers and keys.`,
  },
  logged_out: { trouble: 'has no session of yours', advice: () => 'Log in again in Settings.' },
  no_credits: {
    trouble: 'has no credits left for this',
    advice: () => 'Ask whoever runs the server for more.',
  },
  out_of_credit: {
    trouble: 'has no credit left for this key',
    advice: (name) => `Add credit at ${name}, or raise the limit of the key.`,
  },
  permission_denied: {
    trouble: 'does not allow this with the key',
    advice: (name) => `Check billing and permissions at ${name}.`,
  },
}

/**
 * Whether the next provider of a chain may answer instead. Never once the answer has begun (text or usage
 * came): it was charged for, and two halves make no answer. A bad key or a missing model is the person's
 * to put right, but who sets up a chain wants an answer first: so the next one answers, and the warning
 * says each time what to put right. What is wrong with the request itself (`bad_input`, `too_large`) or
 * with this computer is told instead.
 */
export function canFallBack({ code, retryable }: ErrorInfo, hasBegun: boolean): boolean {
  if (hasBegun || excuses[code] === undefined) return false
  return code !== 'provider_error' || retryable
}

/** What the person is told when the next provider is asked: it may fail as well. */
export function fallbackWarning(
  { code }: ErrorInfo,
  failedName: string,
  nextName: string,
): { readonly type: 'warning'; readonly code: string; readonly message: string } {
  const { trouble, advice } = excuses[code] ?? { trouble: 'failed' }
  const sentence = `${failedName} ${trouble}, so ${nextName} is asked.`
  return {
    type: 'warning',
    code: 'fallback',
    message: advice === undefined ? sentence : `${sentence} ${advice(failedName)}`,
  }
}
