import { create } from 'zustand'
import type { ChangeSettings, GatewaySettings } from '../../../../src-shared/dedicated-api/admin.ts'
import type { AnswerCacheStats } from '../../../../src-shared/dedicated-api/usage-summary.ts'
import type { Call } from '../../api/admin-routes.ts'
import { toProblem, type Problem } from '../../api/api-problem.ts'
import { call } from '../../api/session.ts'

const initialState = {
  /** What the switches show: `saved` with the changes that are under way. Undefined until it is loaded. */
  settings: undefined as GatewaySettings | undefined,
  /** What the gateway said last. */
  saved: undefined as GatewaySettings | undefined,
  stats: undefined as AnswerCacheStats | undefined,
  problem: undefined as Problem | undefined,
}

interface GatewayActions {
  load: () => Promise<void>
  /**
   * Shown at once; taken back, with the reason, when the gateway refuses. Changes are sent
   * one after another, so that the last one counts.
   */
  change: (change: ChangeSettings) => Promise<void>
}

const withChange = (settings: GatewaySettings, change: ChangeSettings): GatewaySettings => ({
  ...settings,
  ...change,
})

export function createGatewayStore(ask: Call) {
  /** The changes that the gateway has not answered yet, in order. */
  let underWay: readonly ChangeSettings[] = []
  let queue = Promise.resolve()
  return create<typeof initialState & GatewayActions>()((set, get) => {
    const show = (news: Partial<typeof initialState>) =>
      set(({ saved: before }) => {
        const saved = news.saved ?? before
        return { ...news, saved, settings: saved && underWay.reduce(withChange, saved) }
      })
    const send = async (change: ChangeSettings): Promise<Partial<typeof initialState>> => {
      try {
        return { saved: await ask('PUT admin/settings', { body: change }) }
      } catch (error) {
        return { problem: toProblem(error) }
      }
    }
    return {
      ...initialState,
      load: async () => {
        const { saved: before } = get()
        try {
          const [saved, stats] = await Promise.all([
            ask('GET admin/settings', {}),
            ask('GET cache/stats', { query: { scope: 'all' } }),
          ])
          // What a change was answered in the meantime is newer.
          show({ stats, problem: undefined, ...(get().saved === before && { saved }) })
        } catch (error) {
          set({ problem: toProblem(error) })
        }
      },
      change: async (change) => {
        if (get().saved === undefined) return
        underWay = [...underWay, change]
        show({ problem: undefined })
        queue = queue.then(async () => {
          const news = await send(change)
          underWay = underWay.filter((each) => each !== change)
          show(news)
        })
        await queue
      },
    }
  })
}

export const useGateway = createGatewayStore(call)
