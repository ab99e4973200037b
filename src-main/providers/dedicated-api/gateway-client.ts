import { z } from 'zod'
import {
  creditsSchema,
  modelListSchema,
  tokenPairSchema,
  type Credits,
  type TokenPair,
} from '../../../src-shared/dedicated-api/account.ts'
import type { Model } from '../../../src-shared/pricing/price-table.ts'
import { readRetryAfter } from '../../../src-shared/read-retry-after.ts'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import { classifyOpenAiBody } from '../../../src-shared/vendors/openai/classify-openai.ts'
import { readJson } from '../http/read-json.ts'
import { fromFailure, fromVerdict, toVendorError } from '../http/to-vendor-error.ts'
import type { Fetch } from '../provider.ts'
import { gatewayContext, gatewayVendor, notGateway } from './gateway-vendor.ts'
import { readRefusal } from './read-refusal.ts'
import { toModel } from './to-model.ts'

/**
 * The gateway's endpoints beside the one that answers. Every method throws RephloError: `logged_out` when
 * the token is not accepted, `network` and `timeout`, `provider_error` when there is no gateway at the
 * address, `rate_limited` with the wait.
 */
export interface GatewayClient {
  /** `permission_denied` when address and password do not belong together. */
  login(
    server: string,
    credentials: { readonly email: string; readonly password: string },
  ): Promise<TokenPair>
  /** The token is good for once, whatever comes back: never repeat it. */
  refresh(server: string, refreshToken: string): Promise<TokenPair>
  logout(server: string, token: string): Promise<void>
  credits(server: string, token: string): Promise<Credits>
  /** What the login may use, at its prices. */
  models(server: string, token: string): Promise<readonly Model[]>
}

export interface GatewayClientOptions {
  readonly fetch: Fetch
  readonly timeoutMs?: number
}

interface Question<Answer extends z.ZodType> {
  readonly path: string
  readonly answer: Answer
  readonly body?: object
  readonly token?: string
}

/** Shorter than a lock in the data folder counts as left behind. */
const defaultTimeoutMs = 10_000

export function createGatewayClient({
  fetch,
  timeoutMs = defaultTimeoutMs,
}: GatewayClientOptions): GatewayClient {
  const ask = <Answer extends z.ZodType>(
    server: string,
    question: Question<Answer>,
  ): Promise<z.output<Answer>> => askGateway(fetch, timeoutMs, server, question)
  return {
    login: (server, { email, password }) =>
      ask(server, { path: '/v1/auth/login', answer: tokenPairSchema, body: { email, password } }).catch(
        asLoginError,
      ),
    refresh: (server, refreshToken) =>
      ask(server, {
        path: '/v1/auth/refresh',
        answer: tokenPairSchema,
        body: { refresh_token: refreshToken },
      }),
    logout: async (server, token) => {
      await ask(server, { path: '/v1/auth/logout', answer: z.unknown(), body: {}, token })
    },
    credits: (server, token) => ask(server, { path: '/v1/credits', answer: creditsSchema, token }),
    models: async (server, token) => {
      const { data } = await ask(server, { path: '/v1/models', answer: modelListSchema, token })
      const today = new Date().toISOString().slice(0, 10)
      return data.flatMap((listed) => toModel(listed, today) ?? [])
    },
  }
}

async function askGateway<Answer extends z.ZodType>(
  fetch: Fetch,
  timeoutMs: number,
  server: string,
  { path, answer, body, token }: Question<Answer>,
): Promise<z.output<Answer>> {
  const context = gatewayContext(server, token)
  try {
    const response = await fetch(`${server}${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: {
        accept: 'application/json',
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      // A redirect could carry the password or the token to a host that nobody chose.
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
    })
    const read = await readJson(response)
    if (!response.ok) throw refused(response, read, context)
    const parsed = answer.safeParse(read)
    if (!parsed.success) throw fromVerdict(notGateway(context), context)
    return parsed.data
  } catch (error) {
    throw toVendorError(error, context, gatewayVendor())
  }
}

function refused(response: Response, body: unknown, context: ReturnType<typeof gatewayContext>): RephloError {
  const facts = readRefusal(body)
  const failure = {
    ...classifyOpenAiBody(body, context, response.status),
    retryAfterMs: readRetryAfter(response.headers) ?? facts.retryAfterMs,
  }
  return fromFailure(
    failure,
    context,
    gatewayVendor(() => facts),
  )
}

/** Nobody is logged in yet, so what a token would be told by `logged_out` is about the password. */
function asLoginError(error: unknown): never {
  if (error instanceof RephloError && error.code === 'logged_out')
    throw new RephloError(
      'permission_denied',
      'The e-mail address or the password is wrong, or the account is disabled. Check both and try again.',
    )
  throw error
}
