import type { Credits, TokenPair } from '../../../src-shared/dedicated-api/account.ts'
import type {
  AdminUser,
  AdminUserPage,
  AdminUsersQuery,
  CacheAnalytics,
  ChangeSettings,
  ChangeTier,
  ChangeUser,
  CreateTier,
  CreateUser,
  GatewaySettings,
  Granted,
  GrantCredits,
  GrantPage,
  Tier,
  TierList,
} from '../../../src-shared/dedicated-api/admin.ts'
import type {
  AnswerCacheStats,
  UsageGrouping,
  UsageSummary,
} from '../../../src-shared/dedicated-api/usage-summary.ts'

/** Whole days (UTC, ISO dates), both included. */
export interface Days {
  readonly from: string
  readonly to: string
}

type Query<Value> = { readonly [Key in keyof Value]: Value[Key] }

/**
 * The endpoints of the gateway that this page uses: what each takes and answers. `:id` in a
 * path is filled from `input.id`. Types alone: the server is of the page's own origin and
 * build, and checks what comes in and what goes out.
 */
export interface AdminRoutes {
  'POST auth/login': { input: { body: { email: string; password: string } }; answer: TokenPair }
  'POST auth/refresh': { input: { body: { refresh_token: string } }; answer: TokenPair }
  'POST auth/logout': { input: Record<string, never>; answer: unknown }
  'GET credits': { input: Record<string, never>; answer: Credits }
  'GET cache/stats': { input: { query: { scope: 'all' } }; answer: AnswerCacheStats }
  'GET admin/usage/summary': {
    input: { query: Query<Days & { group_by: UsageGrouping }> }
    answer: UsageSummary
  }
  'GET admin/cache-analytics': { input: { query: Query<Days> }; answer: CacheAnalytics }
  'GET admin/users': { input: { query: Query<Partial<AdminUsersQuery>> }; answer: AdminUserPage }
  'POST admin/users': { input: { body: CreateUser }; answer: AdminUser }
  'PATCH admin/users/:id': { input: { id: string; body: ChangeUser }; answer: AdminUser }
  'POST admin/users/:id/credits': { input: { id: string; body: GrantCredits }; answer: Granted }
  'GET admin/users/:id/grants': {
    input: { id: string; query: { limit: number; cursor?: string } }
    answer: GrantPage
  }
  'GET admin/tiers': { input: Record<string, never>; answer: TierList }
  'POST admin/tiers': { input: { body: CreateTier }; answer: Tier }
  'PUT admin/tiers/:id': { input: { id: string; body: ChangeTier }; answer: Tier }
  'DELETE admin/tiers/:id': { input: { id: string }; answer: unknown }
  'GET admin/settings': { input: Record<string, never>; answer: GatewaySettings }
  'PUT admin/settings': { input: { body: ChangeSettings }; answer: GatewaySettings }
}

export type RouteName = keyof AdminRoutes

/** Calls an endpoint. Throws ApiProblem. */
export type Call = <Name extends RouteName>(
  name: Name,
  input: AdminRoutes[Name]['input'],
) => Promise<AdminRoutes[Name]['answer']>
