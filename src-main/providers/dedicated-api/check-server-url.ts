import { isThisComputer } from '../../../src-shared/own-network.ts'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import { checkBaseUrl } from '../check-base-url.ts'

/**
 * Checks the address of a gateway and returns it without query, slash, and the `/v1` or `/admin` of its
 * interfaces at its end. Throws `bad_input` like `checkBaseUrl`, and for plain http beyond this computer: a
 * password goes there, not a key that can be taken back.
 */
export function checkServerUrl(address: string): string {
  checkForPassword(URL.parse(address.trim()))
  const url = new URL(checkBaseUrl(address))
  return `${url.origin}${url.pathname.replace(/(?:\/(?:v1|admin))?\/*$/, '')}`
}

/** Before the common check, whose words are about keys. */
function checkForPassword(url: URL | null): void {
  if (url === null) return
  if (url.protocol === 'http:' && !isThisComputer(url.hostname)) {
    throw new RephloError(
      'bad_input',
      `${url.host} is not on this computer, so your password would travel unencrypted. ` +
        'Use https:// instead.',
    )
  }
  if (url.username !== '' || url.password !== '') {
    throw new RephloError(
      'bad_input',
      'The address must not contain a user name or password. Type these in their own fields.',
    )
  }
}
