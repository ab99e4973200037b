import { scopes, type Account, type Scope } from '../../src-shared/dedicated-api/account.ts'

const scopesByRole: Readonly<Record<Account['role'], readonly Scope[]>> = {
  user: ['llm.inference', 'usage.read', 'account'],
  admin: scopes,
}

/** What a login of this role may do. */
export function scopesOfRole(role: Account['role']): readonly Scope[] {
  return scopesByRole[role]
}

/** Of what a token says, what its owner's role still allows. */
export function allowedScopes(claimed: readonly string[], role: Account['role']): readonly Scope[] {
  return scopesOfRole(role).filter((scope) => claimed.includes(scope))
}
