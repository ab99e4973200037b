import { z } from 'zod'

/**
 * What a token may do. `llm.inference` calls models, `usage.read` reads one's own history and balance,
 * `account` manages one's own sessions and tokens, `admin` everything about all users.
 */
export const scopes = ['llm.inference', 'usage.read', 'account', 'admin'] as const
export const scopeSchema = z.enum(scopes)
export type Scope = z.infer<typeof scopeSchema>

export const emailSchema = z.string().trim().toLowerCase().max(254).pipe(z.email('Enter an e-mail address.'))
export const passwordSchema = z
  .string()
  .min(10, { error: 'Use at least 10 characters.', abort: true })
  .max(256, 'Use at most 256 characters.')
  .refine((password) => /[^\s\p{Cc}\p{Cf}]/u.test(password), 'Use more than blanks.')

/** A person as the gateway shows them. Times are epoch milliseconds; credits are whole. */
export const accountSchema = z.object({
  id: z.string(),
  email: z.string(),
  role: z.enum(['user', 'admin']),
  tier: z.string(),
  status: z.enum(['active', 'disabled']),
  createdAt: z.number(),
})
export type Account = z.infer<typeof accountSchema>

/** What login and refresh answer. The refresh token is good for one use; `expiresIn` is seconds. */
export const tokenPairSchema = z.object({
  access_token: z.string(),
  refresh_token: z.string(),
  token_type: z.literal('Bearer'),
  expires_in: z.number(),
  user: accountSchema,
})
export type TokenPair = z.infer<typeof tokenPairSchema>

/** `GET /v1/credits`: what is left to spend, and what calls in flight hold. */
export const creditsSchema = z.object({
  balance: z.number().int(),
  held: z.number().int(),
  creditsPerDollar: z.number(),
})
export type Credits = z.infer<typeof creditsSchema>

/**
 * One model of `GET /v1/models`, beside OpenAI's fields: prices in
 * dollars a token as decimal text, margin included.
 */
export const dedicatedModelSchema = z.looseObject({
  id: z.string(),
  object: z.literal('model'),
  created: z.number(),
  owned_by: z.string(),
  name: z.string(),
  context_length: z.number(),
  max_output_tokens: z.number(),
  pricing: z.object({
    prompt: z.string(),
    completion: z.string(),
    input_cache_read: z.string(),
    input_cache_write: z.string().optional(),
    input_cache_write_1h: z.string().optional(),
  }),
  /**
   * What the planner of a cache-aware client needs: the vendor's way of
   * caching and its minimum, as in the model table.
   */
  caching: z
    .looseObject({
      control: z.string(),
      lifetimes: z.array(z.string()),
      minimum_tokens: z.number().optional(),
    })
    .optional(),
})
export type DedicatedModel = z.infer<typeof dedicatedModelSchema>
export const modelListSchema = z.object({ object: z.literal('list'), data: z.array(dedicatedModelSchema) })
