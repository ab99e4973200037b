import type { Call } from '../../api/admin-routes.ts'
import { call } from '../../api/session.ts'
import { createReportStore } from '../../ui/create-report-store.ts'

const createCachingStore = (ask: Call) =>
  createReportStore(async (days) => await ask('GET admin/cache-analytics', { query: days }))

export const useCaching = createCachingStore(call)
