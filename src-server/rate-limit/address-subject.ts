import { isIPv4, isIPv6 } from 'node:net'

const longestAddress = 64

/**
 * What a client without a token is counted as: its IPv4 address, or the /64 network of its IPv6 address, all
 * of which usually belongs to one client. The `@` keeps addresses apart from user ids.
 */
export function addressSubject(address: string): string {
  const mapped = /^::ffff:(.+)$/i.exec(address)?.[1]
  if (mapped !== undefined && isIPv4(mapped)) return `@${mapped}`
  return isIPv6(address) ? `@${networkOf(address)}` : `@${address.slice(0, longestAddress)}`
}

function networkOf(address: string): string {
  const [head = '', tail] = address.toLowerCase().replace(/%.*$/, '').split('::')
  const before = groupsOf(head)
  const after = groupsOf(tail ?? '')
  // `::` stands for as many zero groups as are missing to eight.
  const zeros = tail === undefined ? 0 : 8 - before.length - after.length
  const groups = [...before, ...Array.from({ length: zeros }, () => '0'), ...after]
  return `${groups
    .slice(0, 4)
    .map((group) => group.replace(/^0+(?=.)/, ''))
    .join(':')}::/64`
}

/** An IPv4 tail stands for two groups, which the network never contains. */
function groupsOf(text: string): string[] {
  return text === '' ? [] : text.split(':').flatMap((group) => (group.includes('.') ? ['0', '0'] : [group]))
}
