import { isOwnNetwork } from '../../src-shared/own-network.ts'
import { RephloError } from '../../src-shared/rephlo-error.ts'

/**
 * Checks the address of a provider and returns it without a slash at its end. Throws
 * `bad_input` for what is no web address, and for plain http beyond the person's own networks
 * when a key goes along: it would travel in the open.
 */
export function checkBaseUrl(address: string, sendsKey = true): string {
  const url = parse(address.trim())
  if (url === undefined || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new RephloError(
      'bad_input',
      `“${address}” is not a web address. It should look like https://api.example.com.`,
    )
  }
  if (sendsKey && url.protocol === 'http:' && !isOwnNetwork(url.hostname)) {
    throw new RephloError(
      'bad_input',
      `${url.host} is not on this computer or its network, so your key would travel unencrypted. ` +
        'Use https:// instead.',
    )
  }
  if (url.username !== '' || url.password !== '') {
    throw new RephloError(
      'bad_input',
      'The address must not contain a user name or password. Put the key in its own field.',
    )
  }
  return url.href.replace(/\/+$/, '')
}

function parse(address: string): URL | undefined {
  return URL.canParse(address) ? new URL(address) : undefined
}
