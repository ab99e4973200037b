import type { UsageSummary } from '../../../../src-shared/dedicated-api/usage-summary.ts'
import type { Call } from '../../api/admin-routes.ts'
import { call } from '../../api/session.ts'
import { createReportStore } from '../../ui/create-report-store.ts'

export interface Overview {
  readonly summary: UsageSummary
  /** What a dollar of charge is in credits. */
  readonly creditsPerDollar: number
}

const createOverviewStore = (ask: Call) =>
  createReportStore<Overview>(async (days) => {
    const [summary, { creditsPerDollar }] = await Promise.all([
      ask('GET admin/usage/summary', { query: { ...days, group_by: 'day' } }),
      ask('GET credits', {}),
    ])
    return { summary, creditsPerDollar }
  })

export const useOverview = createOverviewStore(call)
