import { create } from 'zustand'
import type { Days } from '../api/admin-routes.ts'
import { toProblem, type Problem } from '../api/api-problem.ts'
import { daysOf, type Period } from './period.ts'

/** A report and when it was made (epoch milliseconds). */
export interface Report<Content> {
  readonly content: Content
  readonly at: number
}

export interface ReportState<Content> {
  readonly period: Period
  /** What was loaded, by period. */
  readonly reports: Readonly<Partial<Record<Period, Report<Content>>>>
  readonly problem: Problem | undefined
}

export interface ReportActions {
  /** Loads the period's report unless a fresh one is there. */
  load: () => Promise<void>
  refresh: () => Promise<void>
  setPeriod: (period: Period) => Promise<void>
}

/**
 * The gateway makes few reports a minute: going back and forth between
 * sections and periods asks for none again so soon.
 */
const freshMs = 60_000

/** The store of a page that shows one report for a period that is chosen. */
export function createReportStore<Content>(ask: (days: Days) => Promise<Content>) {
  const initialState: ReportState<Content> = { period: '30', reports: {}, problem: undefined }
  return create<ReportState<Content> & ReportActions>()((set, get) => ({
    ...initialState,
    load: async () => {
      const { period, reports } = get()
      if (Date.now() - (reports[period]?.at ?? 0) < freshMs) set({ problem: undefined })
      else await get().refresh()
    },
    refresh: async () => {
      const { period } = get()
      try {
        const report = { content: await ask(daysOf(period)), at: Date.now() }
        set((state) => ({
          reports: { ...state.reports, [period]: report },
          ...(state.period === period && { problem: undefined }),
        }))
      } catch (error) {
        if (get().period === period) set({ problem: toProblem(error) })
      }
    },
    setPeriod: async (period) => {
      set({ period, problem: undefined })
      await get().load()
    },
  }))
}
