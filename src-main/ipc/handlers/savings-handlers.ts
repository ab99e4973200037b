import type { RunStore } from '../../metrics/run-store.ts'
import type { DomainHandlers } from '../ipc-handlers.ts'

/** The Savings page's questions. */
export function savingsHandlers(runs: RunStore): DomainHandlers<'savings'> {
  return {
    'savings.summary': ({ range, scope }) => runs.summary(range, scope),
    'savings.runs': ({ scope, limit, before }) => runs.list(scope, limit, before),
  }
}
