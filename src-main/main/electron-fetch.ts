import { net } from 'electron'
import type { Fetch } from '../providers/provider.ts'

/**
 * Electron's network stack, so that the system's proxy and
 * certificates count; without cookies or an HTTP cache.
 */
export const electronFetch: Fetch = (input, init) =>
  net.fetch(input instanceof URL ? input.href : input, { ...init, credentials: 'omit', cache: 'no-store' })
