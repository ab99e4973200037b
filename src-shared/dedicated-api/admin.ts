import { z } from 'zod'
import { accountSchema, emailSchema, passwordSchema } from './account.ts'
import { measuredTotalsSchema, pageLimits } from './usage-summary.ts'

/**
 * What admins ask and are answered (scope `admin`; refusals are `ApiErrorBody`). Money is nano-dollars,
 * credits are whole, times are epoch milliseconds, shares are 0 to 1; what is unknown is absent. Query times
 * are ISO dates, ISO instants or epoch milliseconds; `to` is excluded, but a date as `to` includes its day.
 *
 * | endpoint | query or body | answer | |---|---|---| | GET /v1/admin/users | `adminUsersQuerySchema` |
 * `adminUserPageSchema` | | POST /v1/admin/users | `createUserSchema` | 201 `adminUserSchema`; 409
 * `email_taken` | | PATCH /v1/admin/users/:id | `changeUserSchema` | `adminUserSchema`; 409
 * `last_admin`, `own_account` | | POST /v1/admin/users/:id/credits | `grantCreditsSchema` |
 * `grantedSchema`; 409 `balance_too_low`, `grant_id_reused` (same id, other user or delta) | | GET
 * /v1/admin/users/:id/grants | `limit`, `cursor` | `grantPageSchema` | | GET /v1/admin/tiers | |
 * `tierListSchema` | | POST /v1/admin/tiers | `createTierSchema` | 201 `tierSchema`; 409 `tier_exists` |
 * | GET /v1/admin/tiers/:id | | `tierSchema` | | PUT /v1/admin/tiers/:id | `changeTierSchema` |
 * `tierSchema` | | DELETE /v1/admin/tiers/:id | | 204; 409 `tier_in_use` | | GET /v1/admin/settings | |
 * `gatewaySettingsSchema` | | PUT /v1/admin/settings | `changeSettingsSchema` | `gatewaySettingsSchema`
 * | | GET /v1/admin/usage | `limit cursor from to model provider status user_id` | `usagePageSchema`
 * (usage-summary.ts) | | GET /v1/admin/usage/summary | `from to group_by user_id` | `usageSummarySchema`
 * (usage-summary.ts) | | GET /v1/admin/cache-analytics | `from to` | `cacheAnalyticsSchema` | | GET
 * /v1/cache/stats?scope=all | | `answerCacheStatsSchema` (usage-summary.ts) |
 */

const count = z.number().int().nonnegative()
const share = z.number().min(0).max(1)
const largestGrant = 1_000_000_000
/** Control characters belong in no name and would break lines of logs; PostgreSQL takes no NUL at all. */
const line = z
  .string()
  .regex(/^\P{Cc}*$/u, 'Leave out line breaks and control characters.')
  .trim()

/** How a list is paged; in a query the limit comes as text. */
export const pageQuerySchema = z.object({
  limit: z.coerce.number().int().min(1).max(pageLimits.longest).default(pageLimits.usual),
  cursor: z.string().min(1).max(1_000).optional(),
})
export type PageQuery = z.infer<typeof pageQuerySchema>

/** `search` is any part of the e-mail address, whatever its case. */
export const adminUsersQuerySchema = pageQuerySchema.extend({ search: line.max(254).optional() })
export type AdminUsersQuery = z.infer<typeof adminUsersQuerySchema>

/** A user as admins see them. `lastCallAt` is absent when the history has no call. */
export const adminUserSchema = accountSchema.extend({
  balance: count,
  held: count,
  creditsUsed30Days: count,
  lastCallAt: z.number().optional(),
})
export type AdminUser = z.infer<typeof adminUserSchema>

/** In order of the e-mail addresses. */
export const adminUserPageSchema = z.object({
  data: z.array(adminUserSchema),
  nextCursor: z.string().optional(),
})
export type AdminUserPage = z.infer<typeof adminUserPageSchema>

const tierIdSchema = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9._-]{0,39}$/,
    'Use 1 to 40 lower-case letters, digits, dots, hyphens and underscores.',
  )

export const createUserSchema = z.strictObject({
  email: emailSchema,
  password: passwordSchema,
  role: accountSchema.shape.role.default('user'),
  tier: tierIdSchema.default('standard'),
  /** Granted at once; 0 grants nothing. */
  credits: count.max(largestGrant).default(0),
})
export type CreateUser = z.input<typeof createUserSchema>

export const changeUserSchema = z
  .strictObject({
    role: accountSchema.shape.role.optional(),
    tier: tierIdSchema.optional(),
    status: accountSchema.shape.status.optional(),
    /** A new password, of the admin's own account too. All sessions of the user end; API tokens stay. */
    password: passwordSchema.optional(),
  })
  .refine((change) => Object.keys(change).length > 0, 'Name at least one of role, tier, status and password.')
export type ChangeUser = z.infer<typeof changeUserSchema>

/** `delta` is added to the balance; a negative one takes credits. */
export const grantCreditsSchema = z.strictObject({
  delta: z
    .number()
    .int()
    .min(-largestGrant)
    .max(largestGrant)
    .refine((delta) => delta !== 0, 'Enter a number other than 0.'),
  note: line.max(500).default(''),
  /**
   * Made by the client for a filled form: a grant with the same id is booked once, however often it is sent.
   */
  id: z.uuid().toLowerCase().optional(),
})
export type GrantCredits = z.input<typeof grantCreditsSchema>

/**
 * The balance after a grant; that of now and `repeated: true` when the grant with this id was booked before.
 */
export const grantedSchema = z.object({ balance: count, held: count, repeated: z.boolean().optional() })
export type Granted = z.infer<typeof grantedSchema>

export const grantSchema = z.object({
  id: z.string(),
  delta: z.number().int(),
  note: z.string(),
  /** The admin's user id; absent for grants from the command line. */
  grantedBy: z.string().optional(),
  /** The admin's address; absent when that account is gone. */
  grantedByEmail: z.string().optional(),
  createdAt: z.number(),
})
export type Grant = z.infer<typeof grantSchema>

/** The newest first. */
export const grantPageSchema = z.object({ data: z.array(grantSchema), nextCursor: z.string().optional() })
export type GrantPage = z.infer<typeof grantPageSchema>

const tierFields = {
  name: line.min(1).max(80),
  /** Model ids, or patterns in which `*` stands for any characters; `*` alone is every model. */
  models: z.array(line.min(1).max(200)).max(200),
  /** LLM calls a minute; null takes the server's limit. */
  llmPerMinute: z.number().int().min(1).max(100_000).nullable(),
}

/** What its members may call. `users` is how many it has. */
export const tierSchema = z.object({ id: z.string(), ...tierFields, users: count })
export type Tier = z.infer<typeof tierSchema>
export const tierListSchema = z.object({ data: z.array(tierSchema) })
export type TierList = z.infer<typeof tierListSchema>
export const createTierSchema = z.strictObject({
  id: tierIdSchema,
  ...tierFields,
  llmPerMinute: tierFields.llmPerMinute.default(null),
})
export type CreateTier = z.input<typeof createTierSchema>
/** The whole tier but its id. */
export const changeTierSchema = createTierSchema.omit({ id: true })
export type ChangeTier = z.input<typeof changeTierSchema>

/** What an admin switches while the gateway runs; other instances follow within 5 s. */
export const gatewaySettingsSchema = z.object({
  /** Whether the same request is answered from memory for an hour. */
  answerCacheEnabled: z.boolean(),
  /** Whether users may be given answers that others paid for. */
  answerCacheShared: z.boolean(),
  /** Whether the gateway marks what to cache for clients that mark nothing. */
  autoCacheMarkers: z.boolean(),
})
export type GatewaySettings = z.infer<typeof gatewaySettingsSchema>
/** What is left out stays as it is. */
export const changeSettingsSchema = z.strictObject(gatewaySettingsSchema.partial().shape)
export type ChangeSettings = z.infer<typeof changeSettingsSchema>

/**
 * Sums and rates; `writePremium` is what writes cost above plain input, over the
 * calls still in the history whose premium is known.
 */
export const cacheMeasuresSchema = measuredTotalsSchema.extend({
  writePremium: z.number().int(),
  unknownWritePremiumRequests: count,
})
export type CacheMeasures = z.infer<typeof cacheMeasuresSchema>

export const suggestedTtls = ['none', '5m', '30m', '1h'] as const

/**
 * Which lifetime would have been cheapest over the observed gaps between calls, if each call repeats the
 * same prefix. Null when there are too few gaps to tell; `expectedSavingPercent` is of the prefix's cost
 * without caching (0 for `none`), absent with null.
 */
export const ttlSuggestionSchema = z.object({
  suggestion: z.enum(suggestedTtls).nullable(),
  expectedSavingPercent: z.number().optional(),
  /** Gaps between consecutive calls that were looked at. */
  samples: count,
  reason: z.string(),
})
export type TtlSuggestion = z.infer<typeof ttlSuggestionSchema>

/**
 * One provider by measures that can be compared; answers of the answer cache are left out. Absent where
 * nothing was reported or priced. `savedShare` is what caching saved of what the same input would have cost
 * without it; negative when it cost more than it gained. `savedShare` and what is per million tokens are over
 * the calls still in the history whose money is known.
 */
export const providerComparisonSchema = z.object({
  provider: z.string(),
  requests: count,
  requestHitRate: share.optional(),
  tokenReuse: share.optional(),
  savedShare: z.number().optional(),
  per1000Requests: z.object({
    credits: z.number().optional(),
    vendorCost: z.number().optional(),
    savedCost: z.number().optional(),
    writePremium: z.number().optional(),
  }),
  perMillionInputTokens: z.object({
    /** What input cost, caching included. */ inputCost: z.number().optional(),
    savedCost: z.number().optional(),
    writePremium: z.number().optional(),
  }),
})
export type ProviderComparison = z.infer<typeof providerComparisonSchema>

/**
 * `GET /v1/admin/cache-analytics`, over whole days (UTC), both included. Lists
 * have the most credits first, days are in order.
 */
export const cacheAnalyticsSchema = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  totals: cacheMeasuresSchema,
  byProvider: z.array(cacheMeasuresSchema.extend({ provider: z.string() })),
  byModel: z.array(
    cacheMeasuresSchema.extend({
      provider: z.string(),
      model: z.string(),
      suggestedTtl: ttlSuggestionSchema,
    }),
  ),
  byDay: z.array(measuredTotalsSchema.extend({ day: z.iso.date() })),
  comparison: z.object({
    providers: z.array(providerComparisonSchema),
    /** Best for cache-heavy work; null when data are too few, and the reason says so. */
    best: z.string().nullable(),
    reason: z.string(),
  }),
  /** The 20 with the most credits. A suggestion for each model that the user called most recently. */
  topUsers: z.array(
    measuredTotalsSchema.extend({
      userId: z.string(),
      email: z.string(),
      suggestedTtls: z.array(ttlSuggestionSchema.extend({ provider: z.string(), model: z.string() })),
    }),
  ),
})
export type CacheAnalytics = z.infer<typeof cacheAnalyticsSchema>
