import type { TokenPair } from '../../../src-shared/dedicated-api/account.ts'

interface Example {
  readonly path?: string
  readonly body?: unknown
  /** Who asks; the admin by default. */
  readonly user?: { readonly token: string }
}

interface Person {
  readonly id: string
  readonly email: string
  readonly password: string
  readonly token: string
}

type Examples = Readonly<
  Record<
    string,
    (known: {
      readonly admin: Person
      readonly session: TokenPair
      readonly other: Person
      readonly tokenId: string
    }) => Example
  >
>

const day = new Date().toISOString().slice(0, 10)
export const sessionOf = ({ access_token: token }: TokenPair) => ({ token })

/** A good request to every operation, in an order in which none disturbs the next. */
export const endpointExamples: Examples = {
  'POST /v1/chat/completions': ({ other }) => ({
    user: other,
    body: {
      model: 'claude-haiku-5-5',
      max_tokens: 100,
      temperature: 0.5,
      messages: [
        {
          role: 'system',
          content: [
            {
              type: 'text',
              text: 'The office opens at nine. '.repeat(1_000),
              cache_control: { type: 'ephemeral' },
            },
          ],
        },
        { role: 'user', content: 'When?' },
      ],
    },
  }),
  'GET /v1/models': () => ({}),
  'GET /v1/models/{id}': () => ({ path: '/v1/models/claude-haiku-5-5' }),
  'GET /v1/credits': ({ other }) => ({ user: other }),
  'GET /v1/usage': ({ other }) => ({
    user: other,
    path: `/v1/usage?limit=2&from=${day}&to=${day}&model=claude-haiku-5-5&provider=anthropic&status=finished&user_id=${other.id}`,
  }),
  'GET /v1/usage/summary': ({ other }) => ({
    user: other,
    path: `/v1/usage/summary?from=${day}&to=${day}&group_by=model&user_id=${other.id}`,
  }),
  'GET /v1/cache/stats': () => ({ path: '/v1/cache/stats?scope=all' }),
  'POST /v1/auth/login': ({ admin: { email, password } }) => ({ body: { email, password } }),
  'POST /v1/auth/refresh': ({ session }) => ({ body: { refresh_token: session.refresh_token } }),
  'GET /v1/auth/me': () => ({}),
  'POST /v1/auth/password': ({ session, admin: { password } }) => ({
    user: sessionOf(session),
    body: { current: password, next: password },
  }),
  'POST /v1/auth/tokens': ({ session }) => ({
    user: sessionOf(session),
    body: { name: 'one more', scopes: ['usage.read'], expiresInDays: 3 },
  }),
  'GET /v1/auth/tokens': () => ({}),
  'GET /v1/admin/users': () => ({ path: '/v1/admin/users?limit=1&search=user' }),
  'POST /v1/admin/users': () => ({
    body: {
      email: 'new@example.com',
      password: 'long enough password',
      role: 'user',
      tier: 'standard',
      credits: 5,
    },
  }),
  'PATCH /v1/admin/users/{id}': ({ other }) => ({
    path: `/v1/admin/users/${other.id}`,
    body: { tier: 'free' },
  }),
  'POST /v1/admin/users/{id}/credits': ({ other }) => ({
    path: `/v1/admin/users/${other.id}/credits`,
    body: { delta: 7, note: 'more' },
  }),
  'GET /v1/admin/users/{id}/grants': ({ other }) => ({ path: `/v1/admin/users/${other.id}/grants?limit=1` }),
  'GET /v1/admin/tiers': () => ({}),
  'POST /v1/admin/tiers': () => ({ body: { id: 'gold', name: 'Gold', models: ['*'], llmPerMinute: null } }),
  'GET /v1/admin/tiers/{id}': () => ({ path: '/v1/admin/tiers/gold' }),
  'PUT /v1/admin/tiers/{id}': () => ({
    path: '/v1/admin/tiers/gold',
    body: { name: 'Gold', models: ['claude-*'], llmPerMinute: 5 },
  }),
  'DELETE /v1/admin/tiers/{id}': () => ({ path: '/v1/admin/tiers/gold' }),
  'GET /v1/admin/settings': () => ({}),
  'PUT /v1/admin/settings': () => ({ body: { autoCacheMarkers: true } }),
  'GET /v1/admin/usage': ({ other }) => ({ path: `/v1/admin/usage?limit=1&from=${day}&user_id=${other.id}` }),
  'GET /v1/admin/usage/summary': () => ({ path: '/v1/admin/usage/summary?group_by=provider' }),
  'GET /v1/admin/cache-analytics': () => ({ path: `/v1/admin/cache-analytics?from=${day}&to=${day}` }),
  'GET /healthz': () => ({}),
  'GET /readyz': () => ({}),
  'GET /metrics': () => ({}),
  'GET /openapi.json': () => ({}),
  'DELETE /v1/auth/tokens/{id}': ({ session, tokenId }) => ({
    user: sessionOf(session),
    path: `/v1/auth/tokens/${tokenId}`,
  }),
  'POST /v1/auth/logout': ({ session }) => ({ user: sessionOf(session) }),
}
