import { create } from 'zustand'
import type { ChangeSettings, GatewaySettings } from '../../../../src-shared/dedicated-api/admin.ts'
import type { AnswerCacheStats } from '../../../../src-shared/dedicated-api/usage-summary.ts'
import type { Call } from '../../api/admin-routes.ts'
import { toProblem, type Problem } from '../../api/api-problem.ts'
import { call } from '../../api/session.ts'

const initialState = {
  /** Undefined until they are loaded. */
  settings: undefined as GatewaySettings | undefined,
  stats: undefined as AnswerCacheStats | undefined,
  problem: undefined as Problem | undefined,
}

interface GatewayActions {
  load: () => Promise<void>
  /** Shown at once; taken back, with the reason, when the gateway refuses. */
  change: (change: ChangeSettings) => Promise<void>
}

export function createGatewayStore(ask: Call) {
  return create<typeof initialState & GatewayActions>()((set, get) => ({
    ...initialState,
    load: async () => {
      try {
        const [settings, stats] = await Promise.all([ask('GET admin/settings', {}), ask('GET cache/stats', { query: { scope: 'all' } })])
        set({ settings, stats, problem: undefined })
      } catch (error) {
        set({ problem: toProblem(error) })
      }
    },
    change: async (change) => {
      const before = get().settings
      if (before === undefined) return
      set({ settings: { ...before, ...change }, problem: undefined })
      try {
        set({ settings: await ask('PUT admin/settings', { body: change }) })
      } catch (error) {
        set({ settings: before, problem: toProblem(error) })
      }
    },
  }))
}

export const useGateway = createGatewayStore(call)
