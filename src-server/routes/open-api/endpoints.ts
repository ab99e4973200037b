import { z } from 'zod'
import {
  accountSchema,
  creditsSchema,
  dedicatedModelSchema,
  modelListSchema,
  scopeSchema,
  tokenPairSchema,
} from '../../../src-shared/dedicated-api/account.ts'
import {
  answerCacheStatsSchema,
  usagePageSchema,
  usageSummarySchema,
} from '../../../src-shared/dedicated-api/usage-summary.ts'
import { chatRequestSchema } from '../../../src-shared/dedicated-api/chat-request.ts'
import { changePasswordSchema, createTokenSchema, loginSchema, refreshSchema } from '../auth-schemas.ts'
import { cacheStatsQuerySchema, historyQuerySchema, summaryQuerySchema } from '../usage-query.ts'
import { adminEndpoints } from './admin-endpoints.ts'
import { chatAnswerSchema } from './chat-answer-schema.ts'
import type { Endpoint } from './endpoint.ts'

/** What query parameters mean. */
export const parameterWords: Readonly<Record<string, string>> = {
  from:
    'ISO date, ISO instant or epoch milliseconds; without it the last 30 days are summed up, ' +
    'and the whole history is listed',
  to: 'The same; excluded, but a date includes its day',
  limit: 'How many at most',
  cursor: '`nextCursor` of the page before',
  model: 'Exact id',
  provider: 'anthropic, openai or gemini',
  status: 'How the call ended',
  group_by: 'What is summed up together',
  user_id: 'One user',
  search: 'Part of an e-mail address',
  scope: '`all` (admins) for everybody',
}

const ownUser = { user_id: 'Your own id; for admins anybody’s' }
const apiToken = z.object({
  id: z.string(),
  name: z.string(),
  scopes: z.array(scopeSchema),
  createdAt: z.number(),
  lastUsedAt: z.number().optional(),
  expiresAt: z.number().optional(),
})
const health = z.object({ status: z.enum(['ok']) })
const readiness = z.object({
  status: z.enum(['ready', 'degraded', 'not ready', 'stopping']),
  database: z.enum(['ok', 'unavailable']),
  redis: z.enum(['ok', 'unavailable', 'not used']),
})

const inference: readonly Endpoint[] = [
  {
    method: 'post',
    path: '/v1/chat/completions',
    summary:
      'A chat completion, whole or streamed (`stream: true`). ' +
      'Fields that the gateway does not know pass through to the vendor: `cache_control` on parts, ' +
      'messages, tools and at the top, `prompt_cache_*`, and whatever comes later.',
    scope: 'llm.inference',
    body: chatRequestSchema,
    headers: {
      'Idempotency-Key': 'The same key and body is served and charged once for 24 hours.',
      'X-Answer-Cache':
        '`on`, `off` or `refresh`: whether a kept answer may be given. Without it: ' +
        'off for requests with caching fields, on for others.',
    },
    answer: chatAnswerSchema,
  },
  {
    method: 'get',
    path: '/v1/models',
    summary: 'The models of your tier, with prices in dollars a token, margin included.',
    scope: 'llm.inference',
    answer: modelListSchema,
  },
  {
    method: 'get',
    path: '/v1/models/{id}',
    summary: 'One of these models.',
    scope: 'llm.inference',
    answer: dedicatedModelSchema,
  },
]

const own: readonly Endpoint[] = [
  {
    method: 'get',
    path: '/v1/credits',
    summary: 'Your balance, and what calls in flight hold.',
    scope: 'usage.read',
    answer: creditsSchema,
  },
  {
    method: 'get',
    path: '/v1/usage',
    summary: 'Your calls, the newest first.',
    scope: 'usage.read',
    query: historyQuerySchema,
    words: ownUser,
    answer: usagePageSchema,
  },
  {
    method: 'get',
    path: '/v1/usage/summary',
    summary: 'Your calls summed up.',
    scope: 'usage.read',
    query: summaryQuerySchema,
    words: ownUser,
    answer: usageSummarySchema,
  },
  {
    method: 'get',
    path: '/v1/cache/stats',
    summary: 'What the answer cache served you; `scope=all` (admins) for everybody.',
    scope: 'usage.read',
    query: cacheStatsQuerySchema,
    answer: answerCacheStatsSchema,
  },
]

const account: readonly Endpoint[] = [
  {
    method: 'post',
    path: '/v1/auth/login',
    summary:
      'Logs in. The access token lives minutes, the refresh token is good for one use within 24 hours.',
    body: loginSchema,
    answer: tokenPairSchema,
  },
  {
    method: 'post',
    path: '/v1/auth/refresh',
    summary: 'New tokens for a refresh token. One that was used before ends the session.',
    body: refreshSchema,
    answer: tokenPairSchema,
  },
  { method: 'post', path: '/v1/auth/logout', summary: 'Ends the session.', scope: 'account', status: 204 },
  { method: 'get', path: '/v1/auth/me', summary: 'Who you are.', scope: 'account', answer: accountSchema },
  {
    method: 'post',
    path: '/v1/auth/password',
    summary: 'Changes your password and ends your other sessions.',
    scope: 'account',
    body: changePasswordSchema,
    status: 204,
  },
  {
    method: 'get',
    path: '/v1/auth/tokens',
    summary: 'Your API tokens.',
    scope: 'account',
    answer: z.object({ data: z.array(apiToken) }),
  },
  {
    method: 'post',
    path: '/v1/auth/tokens',
    summary: 'Makes an API token; it is shown once.',
    scope: 'account',
    body: createTokenSchema,
    status: 201,
    answer: apiToken.extend({ token: z.string() }),
  },
  {
    method: 'delete',
    path: '/v1/auth/tokens/{id}',
    summary: 'Revokes an API token.',
    scope: 'account',
    status: 204,
  },
]

const operations: readonly Endpoint[] = [
  { method: 'get', path: '/healthz', summary: 'The process answers.', answer: health },
  {
    method: 'get',
    path: '/readyz',
    summary: 'It can serve.',
    also: { 503: 'It stops, or its database is away.' },
    answer: readiness,
  },
  { method: 'get', path: '/metrics', summary: 'For Prometheus.', plain: 'text/plain' },
  {
    method: 'get',
    path: '/openapi.json',
    summary: 'This document.',
    answer: z.looseObject({ openapi: z.string() }),
  },
]

/** Everything that the gateway serves but the admin page. */
export const endpoints: readonly Endpoint[] = [
  ...inference,
  ...own,
  ...account,
  ...adminEndpoints,
  ...operations,
]
