import { InvalidArgumentError } from 'commander'
import { isOwnNetwork } from '../../src-shared/own-network.ts'

/** A vendor's key goes over plain http to one's own networks alone. */
export function refuseOpenKey(name: string, baseUrl: string | undefined): void {
  const url = baseUrl === undefined ? null : URL.parse(baseUrl)
  if (url?.protocol === 'http:' && !isOwnNetwork(url.hostname))
    throw new InvalidArgumentError(
      `${name} begins with http:// and is not on this computer or its network, ` +
        'so the key would travel unencrypted. Use https:// instead.',
    )
}
