import { z } from 'zod'

/** A login as the keychain keeps it, in one entry, so that its tokens are never of two different logins. */
export const storedSessionSchema = z.object({
  /** The address that gave the tokens, and the only one that gets them. */
  server: z.string(),
  accessToken: z.string().min(1),
  /** Epoch milliseconds. */
  expiresAt: z.number(),
  /** Good for once. */
  refreshToken: z.string().min(1),
  email: z.string(),
  tier: z.string(),
})
export type StoredSession = z.infer<typeof storedSessionSchema>
