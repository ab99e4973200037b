import type { Account, Scope } from '../../src-shared/dedicated-api/account.ts'

/**
 * Who makes a request, as its bearer token proved. Kept for at most 60 s, which is how long a revocation may
 * lag.
 */
export interface Principal {
  readonly userId: string
  readonly tier: string
  readonly role: Account['role']
  readonly scopes: readonly Scope[]
  /** The session of an access token, or the id of an API token. */
  readonly via: { readonly kind: 'session' | 'api-token'; readonly id: string }
}
