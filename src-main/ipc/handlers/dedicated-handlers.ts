import type { DedicatedStatus } from '../../../src-shared/entities.ts'
import type { DedicatedCredits, DedicatedLogin } from '../../../src-shared/ipc/contract.ts'
import type { DomainHandlers } from '../ipc-handlers.ts'

/** The login at the Dedicated API as windows see it: no token and no password ever comes back. */
export interface DedicatedDependencies {
  readonly status: () => Promise<DedicatedStatus>
  readonly login: (login: DedicatedLogin) => Promise<DedicatedStatus>
  readonly logout: () => Promise<DedicatedStatus>
  readonly credits: () => Promise<DedicatedCredits>
}

export function dedicatedHandlers({
  status,
  login,
  logout,
  credits,
}: DedicatedDependencies): DomainHandlers<'dedicated'> {
  return {
    'dedicated.status': () => status(),
    'dedicated.login': (input) => login(input),
    'dedicated.logout': () => logout(),
    'dedicated.credits': () => credits(),
  }
}
