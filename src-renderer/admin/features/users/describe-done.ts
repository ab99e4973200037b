import type { ChangeUser, Granted } from '../../../../src-shared/dedicated-api/admin.ts'
import { formatCount } from '../../../ui/format.ts'

/** What a change did. */
export function describeChange({ role, tier, status, password }: ChangeUser): string {
  if (password !== undefined) return 'The new password is set; all logins ended.'
  if (role !== undefined) return role === 'admin' ? 'Now an admin.' : 'No admin any more.'
  if (status !== undefined) return status === 'active' ? 'Enabled.' : 'Disabled.'
  return `Moved to the tier ${tier ?? ''}.`
}

/** What a grant did. */
export function describeGranted(delta: number, { balance, repeated }: Granted): string {
  const amount = `${formatCount(Math.abs(delta))} credits`
  const what =
    repeated === true
      ? `${amount} had been ${delta > 0 ? 'given' : 'taken'} before, and were not again`
      : `${amount} ${delta > 0 ? 'given' : 'taken'}`
  return `${what}; the balance is ${formatCount(balance)}.`
}
