import { RephloError } from '../../../src-shared/rephlo-error.ts'
import { checkBaseUrl } from '../check-base-url.ts'

const thisComputer = /^(localhost|127(\.\d+){3}|\[::1\]|[^.]+\.localhost)$/

/**
 * Checks the address of a gateway and returns it without query, `/v1` and slash at its end. Throws `bad_input` like
 * `checkBaseUrl`, and for plain http beyond this computer: a password goes there, not a key that can be taken back.
 */
export function checkServerUrl(address: string): string {
  const url = new URL(checkBaseUrl(address))
  if (url.protocol === 'http:' && !thisComputer.test(url.hostname)) {
    throw new RephloError('bad_input', `${url.host} is not on this computer, so your password would travel unencrypted. Use https:// instead.`)
  }
  return `${url.origin}${url.pathname.replace(/(?:\/v1)?\/*$/, '')}`
}
