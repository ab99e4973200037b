import { RephloError } from '../../../src-shared/rephlo-error.ts'
import type { Credentials } from '../provider.ts'

/** The key, trimmed. Throws missing_key without one, and invalid_key for one that no header can carry. */
export function requireKey(credentials: Credentials, vendorName: string): string {
  const apiKey = optionalKey(credentials, vendorName)
  if (apiKey === undefined)
    throw new RephloError(
      'missing_key',
      `There is no key for ${vendorName}. Add one in Settings → Providers and keys.`,
    )
  return apiKey
}

/** The key, trimmed, or undefined without one. Throws invalid_key for one that no header can carry. */
export function optionalKey({ apiKey }: Credentials, vendorName: string): string | undefined {
  const key = apiKey?.trim() ?? ''
  // A header cannot carry other characters; fetch would throw an error that repeats the key.
  if (key !== '' && !/^[\x21-\x7e]+$/.test(key))
    throw new RephloError(
      'invalid_key',
      `The key for ${vendorName} has characters that no key has. ` +
        'Enter it again in Settings → Providers and keys.',
    )
  return key === '' ? undefined : key
}
