import { ApiProblem, problemOfAnswer } from './api-problem.ts'

/** What a route takes, whichever it is. */
export interface RouteInput {
  readonly id?: string
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: unknown
}

export interface SendOptions {
  readonly fetch: typeof globalThis.fetch
  /** The address of the API, ending in `/v1/`. */
  readonly base: string
  readonly token?: string | undefined
  readonly signal: AbortSignal
}

const timeoutMs = 30_000

/**
 * Sends one request (`PATCH admin/users/:id`) and resolves to the answer's JSON;
 * undefined for an empty one. Throws ApiProblem.
 */
export async function send(name: string, input: RouteInput, options: SendOptions): Promise<unknown> {
  const response = await reach(name, input, options)
  const text = await response.text().catch(refuseBroken)
  if (response.ok && text === '') return undefined
  const body = parse(text)
  if (!response.ok) throw problemOfAnswer(response.status, body, response.headers.get('retry-after'))
  if (body === undefined)
    throw new ApiProblem(
      'Something other than the gateway answered. Check its address, then reload the page.',
      response.status,
    )
  return body
}

async function reach(
  name: string,
  input: RouteInput,
  { fetch, base, token, signal }: SendOptions,
): Promise<Response> {
  const headers = {
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
    ...(input.body !== undefined && { 'content-type': 'application/json' }),
  }
  const body = input.body === undefined ? undefined : JSON.stringify(input.body)
  try {
    return await fetch(addressOf(name, input, base), {
      method: methodOf(name),
      headers,
      body,
      cache: 'no-store',
      credentials: 'omit',
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    })
  } catch (error) {
    return refuseBroken(error)
  }
}

const methodOf = (name: string) => name.slice(0, name.indexOf(' '))

export function addressOf(name: string, { id, query = {} }: RouteInput, base: string): string {
  const path = name.slice(name.indexOf(' ') + 1).replace(':id', encodeURIComponent(id ?? ''))
  const address = new URL(path, base)
  for (const [key, value] of Object.entries(query))
    if (value !== undefined && value !== '') address.searchParams.set(key, String(value))
  return address.href
}

function refuseBroken(cause: unknown): never {
  const timedOut = cause instanceof DOMException && cause.name === 'TimeoutError'
  throw new ApiProblem(
    timedOut
      ? 'The gateway did not answer within 30 seconds. Try again.'
      : 'The gateway cannot be reached. Check your connection, then try again.',
    0,
    { cause },
  )
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
