import * as admin from '../../../src-shared/dedicated-api/admin.ts'
import { usagePageSchema, usageSummarySchema } from '../../../src-shared/dedicated-api/usage-summary.ts'
import { historyQuerySchema, spanQuerySchema, summaryQuerySchema } from '../usage-query.ts'
import type { Endpoint } from './endpoint.ts'

const page = admin.pageQuerySchema.strict()

/** The endpoints of admins. */
export const adminEndpoints: readonly Endpoint[] = [
  {
    method: 'get',
    path: '/v1/admin/users',
    summary: 'All users.',
    scope: 'admin',
    query: admin.adminUsersQuerySchema.strict(),
    answer: admin.adminUserPageSchema,
  },
  {
    method: 'post',
    path: '/v1/admin/users',
    summary: 'Adds a user.',
    scope: 'admin',
    body: admin.createUserSchema,
    status: 201,
    answer: admin.adminUserSchema,
  },
  {
    method: 'patch',
    path: '/v1/admin/users/{id}',
    summary: 'Changes tier, role, status or password; a new password ends the user’s sessions.',
    scope: 'admin',
    body: admin.changeUserSchema,
    answer: admin.adminUserSchema,
  },
  {
    method: 'post',
    path: '/v1/admin/users/{id}/credits',
    summary: 'Gives or takes credits; with an `id`, once, however often it is sent.',
    scope: 'admin',
    body: admin.grantCreditsSchema,
    answer: admin.grantedSchema,
  },
  {
    method: 'get',
    path: '/v1/admin/users/{id}/grants',
    summary: 'Every change of a balance that is no call.',
    scope: 'admin',
    query: page,
    answer: admin.grantPageSchema,
  },
  {
    method: 'get',
    path: '/v1/admin/tiers',
    summary: 'All tiers.',
    scope: 'admin',
    answer: admin.tierListSchema,
  },
  {
    method: 'post',
    path: '/v1/admin/tiers',
    summary: 'Adds a tier.',
    scope: 'admin',
    body: admin.createTierSchema,
    status: 201,
    answer: admin.tierSchema,
  },
  {
    method: 'get',
    path: '/v1/admin/tiers/{id}',
    summary: 'One tier.',
    scope: 'admin',
    answer: admin.tierSchema,
  },
  {
    method: 'put',
    path: '/v1/admin/tiers/{id}',
    summary: 'Changes a tier.',
    scope: 'admin',
    body: admin.changeTierSchema,
    answer: admin.tierSchema,
  },
  {
    method: 'delete',
    path: '/v1/admin/tiers/{id}',
    summary: 'Deletes a tier that nobody has.',
    scope: 'admin',
    status: 204,
  },
  {
    method: 'get',
    path: '/v1/admin/settings',
    summary: 'The switches.',
    scope: 'admin',
    answer: admin.gatewaySettingsSchema,
  },
  {
    method: 'put',
    path: '/v1/admin/settings',
    summary: 'Changes switches.',
    scope: 'admin',
    body: admin.changeSettingsSchema,
    answer: admin.gatewaySettingsSchema,
  },
  {
    method: 'get',
    path: '/v1/admin/usage',
    summary: 'Everybody’s calls.',
    scope: 'admin',
    query: historyQuerySchema,
    answer: usagePageSchema,
  },
  {
    method: 'get',
    path: '/v1/admin/usage/summary',
    summary: 'Everybody’s calls summed up.',
    scope: 'admin',
    query: summaryQuerySchema,
    answer: usageSummarySchema,
  },
  {
    method: 'get',
    path: '/v1/admin/cache-analytics',
    summary:
      'What prompt caching did: by provider, model, day and user, a comparison of providers, ' +
      'and suggested lifetimes.',
    scope: 'admin',
    query: spanQuerySchema,
    answer: admin.cacheAnalyticsSchema,
  },
]
