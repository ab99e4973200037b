import type { CreditCharge } from '../../../src-shared/run-event.ts'
import { networkCodeOf } from '../../../src-shared/vendors/classify-connection.ts'
import { readErrorBody } from '../../../src-shared/vendors/read-error-body.ts'
import { readJson } from '../http/read-json.ts'
import type { Fetch } from '../provider.ts'
import type { RefusalFacts } from './gateway-vendor.ts'
import { readRefusal } from './read-refusal.ts'

/** A `fetch` that answers are asked with, and what it has seen. */
export interface WatchedFetch {
  readonly fetch: Fetch
  /** What the latest refusal says beside its error. */
  readonly facts: () => RefusalFacts
  /**
   * Nothing, while all that was asked was refused before any work or never got there; undefined when it
   * may cost something.
   */
  readonly charge: () => CreditCharge | undefined
}

/**
 * With these the gateway refuses a call, or tells a vendor's refusal; both cost nothing. Source: the
 * gateway's errors.
 */
const refusals: ReadonlySet<number> = new Set([400, 401, 402, 403, 404, 413, 429])
/** Nobody was reached, so nothing was sent: system codes, and Chromium's names for the same. */
const unreached: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_CONNECTION_REFUSED',
  'ERR_NAME_NOT_RESOLVED',
  'ERR_INTERNET_DISCONNECTED',
  'ERR_ADDRESS_UNREACHABLE',
])

/**
 * Answers kept by the gateway are left aside: who runs a Command again wants another one, and the same
 * one is kept on this computer.
 */
export function watchRefusals(fetch: Fetch): WatchedFetch {
  let facts: RefusalFacts = {}
  let mayCost = false
  const watched: Fetch = async (input, init) => {
    const headers = new Headers(init?.headers)
    headers.set('x-answer-cache', 'off')
    mayCost = true
    const response = await fetch(input, { ...init, headers }).catch((error: unknown) => {
      mayCost = !unreached.has(networkCodeOf(error))
      throw error
    })
    if (response.ok) return response
    const body = await readJson(response.clone())
    facts = readRefusal(body)
    mayCost = !(refusals.has(response.status) && isGatewayError(body))
    return response
  }
  return {
    fetch: watched,
    facts: () => facts,
    charge: () => (mayCost ? undefined : { charged: 0, balance: facts.balance }),
  }
}

/** Another server's page says nothing about credits. */
function isGatewayError(body: unknown): boolean {
  return (
    typeof body === 'object' &&
    body !== null &&
    'error' in body &&
    readErrorBody({ error: body.error }).said !== undefined
  )
}
