/**
 * Names that belong to nobody on the internet: RFC 6761, 6762 (appendix
 * G), 8375, and `internal`, which ICANN set aside.
 */
const ownNames = /\.(localhost|local|lan|internal|private|intranet|home|home\.arpa|localdomain|corp|test)$/

/**
 * Names of a Tailscale network. They stand for its own addresses (100.64.0.0/10), between which everything is
 * encrypted; what such a network shows to the internet is reached over https alone.
 */
const tailnetNames = '.ts.net'

type Octets = readonly [number, number, number, number]

/** True for a host that is this computer itself. Takes a host name as `URL` gives it. */
export function isThisComputer(hostname: string): boolean {
  const host = canonical(hostname)
  if (host === 'localhost' || host.endsWith('.localhost') || host === '::1' || host === '::') return true
  const octets = octetsOf(host)
  // 0.0.0.0 is where servers say that they listen; who calls it reaches this computer.
  return octets !== undefined && (octets[0] === 127 || octets.every((octet) => octet === 0))
}

/**
 * True for a host on this computer or on a network of the person's own, where plain http is
 * usual: by its address (RFC 1918, 3927, 4193, 6598) or by a name that the internet does
 * not have. Takes a host name as `URL` gives it.
 */
export function isOwnNetwork(hostname: string): boolean {
  if (isThisComputer(hostname)) return true
  const host = canonical(hostname)
  const octets = octetsOf(host)
  if (octets !== undefined) return isOwnAddress(octets)
  if (host.includes(':')) return /^f([cd][\da-f]{2}|e[89ab][\da-f]):/.test(host)
  if (host === '') return false
  return !host.includes('.') || ownNames.test(host) || host.endsWith(tailnetNames)
}

function isOwnAddress([first, second]: Octets): boolean {
  return (
    first === 10 ||
    (first === 172 && second >= 16 && second <= 31) ||
    (first === 192 && second === 168) ||
    (first === 169 && second === 254) ||
    (first === 100 && second >= 64 && second <= 127)
  )
}

/**
 * `URL` has put every spelling of an IPv4 address into four decimals, and IPv6 into its short form in
 * brackets.
 */
function canonical(hostname: string): string {
  return hostname
    .toLowerCase()
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '')
}

/** Of an IPv4 address, also of one that is written as IPv6 (`::ffff:7f00:1`). */
function octetsOf(host: string): Octets | undefined {
  const mapped = /^::ffff:([\da-f]{1,4}):([\da-f]{1,4})$/.exec(host)
  if (mapped !== null) {
    const [high, low] = [parseInt(mapped[1] ?? '', 16), parseInt(mapped[2] ?? '', 16)]
    return [high >> 8, high & 255, low >> 8, low & 255]
  }
  const plain = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/.exec(host)
  return plain === null ? undefined : [Number(plain[1]), Number(plain[2]), Number(plain[3]), Number(plain[4])]
}
