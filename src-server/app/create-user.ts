import { emailSchema, passwordSchema, type Account } from '../../src-shared/dedicated-api/account.ts'
import { createAuth } from '../auth/create-auth.ts'
import { createCreditStore } from '../credits/create-credit-store.ts'
import { newInstanceId } from '../credits/instance-id.ts'
import type { PlaceConfig } from './config.ts'
import { openPlace, type OpenPlace } from './open-place.ts'
import { processSpace } from './process-space.ts'
import { signingKey } from './signing-key.ts'

export interface NewUser {
  readonly email: string
  readonly password: string
  readonly admin: boolean
  readonly tier: string
  /** As typed. */
  readonly credits: string
}

/** Adds a user from the command line. Throws with what is wrong; nothing is kept then. */
export async function createUser(
  place: PlaceConfig,
  user: NewUser,
): Promise<Account & { readonly balance: number }> {
  const credits = Number(user.credits)
  if (!Number.isSafeInteger(credits) || credits < 0)
    throw new Error('--credits must be a whole number, 0 or more.')
  const email = valueOf(emailSchema.safeParse(user.email))
  const password = valueOf(passwordSchema.safeParse(user.password))
  const { storage, memory, ...open } = await openPlace(place)
  try {
    return await addUser({ storage, memory }, place, { ...user, email, password }, credits)
  } finally {
    await open[Symbol.asyncDispose]()
  }
}

async function addUser(
  { storage, memory }: Pick<OpenPlace, 'storage' | 'memory'>,
  place: PlaceConfig,
  { email, password, ...user }: NewUser,
  credits: number,
): Promise<Account & { readonly balance: number }> {
  const tier = await storage.database
    .selectFrom('tiers')
    .select('id')
    .where('id', '=', user.tier)
    .executeTakeFirst()
  if (tier === undefined) {
    const tiers = await storage.database.selectFrom('tiers').select('id').execute()
    const names = tiers.map(({ id }) => id).join(', ')
    throw new Error(`There is no tier “${user.tier}”. Tiers: ${names}.`)
  }
  const auth = createAuth({ storage, memory, signingKey: signingKey(place), now: Date.now })
  const account = await auth.createUser({
    email,
    password,
    role: user.admin ? 'admin' : 'user',
    tier: user.tier,
  })
  if (credits === 0) return { ...account, balance: 0 }
  const store = createCreditStore({
    storage,
    instance: { id: newInstanceId(), host: processSpace(), pid: process.pid },
    now: Date.now,
  })
  try {
    const { balance } = await store.grant({ userId: account.id, delta: credits, note: 'first credits' })
    return { ...account, balance }
  } finally {
    await store.close()
  }
}

/** What a schema takes. Throws with what is wrong. */
export function valueOf<Value>(
  parsed:
    | { readonly success: true; readonly data: Value }
    | {
        readonly success: false
        readonly error: { readonly issues: readonly { readonly message: string }[] }
      },
): Value {
  if (parsed.success) return parsed.data
  throw new Error(parsed.error.issues.map(({ message }) => message).join(' '))
}
