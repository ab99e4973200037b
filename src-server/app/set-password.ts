import { emailSchema, passwordSchema, type Account } from '../../src-shared/dedicated-api/account.ts'
import { createAuth } from '../auth/create-auth.ts'
import type { PlaceConfig } from './config.ts'
import { valueOf } from './create-user.ts'
import { openPlace } from './open-place.ts'
import { signingKey } from './signing-key.ts'

/**
 * Gives a user a new password from the command line and ends all of the user's sessions, of running
 * gateways within 60 s. Throws with what is wrong.
 */
export async function setPassword(place: PlaceConfig, email: string, password: string): Promise<Account> {
  const [address, next] = [valueOf(emailSchema.safeParse(email)), valueOf(passwordSchema.safeParse(password))]
  const { storage, memory, ...open } = await openPlace(place)
  try {
    const user = await storage.database
      .selectFrom('users')
      .select('id')
      .where('email', '=', address)
      .executeTakeFirst()
    if (user === undefined)
      throw new Error(
        `There is no user with the address ${address}. Check it, ` +
          'and that this is the right --data-dir or --database-url.',
      )
    const auth = createAuth({ storage, memory, signingKey: signingKey(place), now: Date.now })
    await auth.setPassword(user.id, next)
    return await auth.account(user.id)
  } finally {
    await open[Symbol.asyncDispose]()
  }
}
