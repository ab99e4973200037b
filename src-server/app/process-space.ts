import { readlinkSync } from 'node:fs'
import { hostname } from 'node:os'

/**
 * Where process ids mean the same: this machine, and on Linux this container, because in each
 * container the gateway is process 1, and containers may share a host name. Else one would take the
 * other for its own dead predecessor, and free its credits.
 */
export function processSpace(): string {
  try {
    return `${hostname()} ${readlinkSync('/proc/self/ns/pid')}`
  } catch {
    return hostname()
  }
}
