import { z } from 'zod'
import { emailSchema, passwordSchema, scopeSchema } from '../../src-shared/dedicated-api/account.ts'

const longestDays = 3_650

/** A password that is checked against its hash: the rules for new ones are not applied. */
const givenPasswordSchema = z.string().min(1).max(256)

export const loginSchema = z.object({ email: emailSchema, password: givenPasswordSchema })
export const refreshSchema = z.object({ refresh_token: z.string().min(1).max(512) })
export const changePasswordSchema = z.object({ current: givenPasswordSchema, next: passwordSchema })
export const createTokenSchema = z.object({
  // PostgreSQL stores no NUL, and no other control character belongs into a name.
  name: z
    .string()
    .trim()
    .min(1)
    .max(100)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'Use no control characters.'),
  scopes: z.array(scopeSchema).min(1).max(scopeSchema.options.length),
  expiresInDays: z.number().int().min(1).max(longestDays).optional(),
})
export const tokenIdSchema = z.uuid()
