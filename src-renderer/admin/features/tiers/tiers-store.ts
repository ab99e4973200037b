import { create } from 'zustand'
import type { ChangeTier, CreateTier, Tier } from '../../../../src-shared/dedicated-api/admin.ts'
import type { Call } from '../../api/admin-routes.ts'
import { ApiProblem, toProblem, type Problem } from '../../api/api-problem.ts'
import { call } from '../../api/session.ts'

const initialState = {
  /** Undefined until they are loaded. */
  tiers: undefined as readonly Tier[] | undefined,
  problem: undefined as Problem | undefined,
  /** Why the last tier was not deleted. */
  refusal: undefined as Problem | undefined,
}

interface TiersActions {
  load: () => Promise<void>
  /** Both resolve to what stood in the way, so that the form keeps what was typed. */
  add: (tier: CreateTier) => Promise<Problem | undefined>
  change: (id: string, tier: ChangeTier) => Promise<Problem | undefined>
  remove: (id: string) => Promise<void>
  dismissRefusal: () => void
}

/** Every tier that is shown was there once. */
const gone: Problem = {
  message: 'This tier was deleted elsewhere in the meantime. The list is up to date again.',
}

export function createTiersStore(ask: Call) {
  return create<typeof initialState & TiersActions>()((set, get) => {
    /** Saves, then shows what the gateway has now. */
    const save = async (action: () => Promise<unknown>): Promise<Problem | undefined> => {
      set({ refusal: undefined })
      try {
        await action()
      } catch (error) {
        if (!(error instanceof ApiProblem && error.status === 404)) return toProblem(error)
        await get().load()
        return gone
      }
      await get().load()
      return undefined
    }
    return {
      ...initialState,
      load: async () => {
        try {
          set({ tiers: (await ask('GET admin/tiers', {})).data, problem: undefined })
        } catch (error) {
          set({ problem: toProblem(error) })
        }
      },
      add: async (tier) => await save(async () => await ask('POST admin/tiers', { body: tier })),
      change: async (id, tier) =>
        await save(async () => await ask('PUT admin/tiers/:id', { id, body: tier })),
      remove: async (id) =>
        set({ refusal: await save(async () => await ask('DELETE admin/tiers/:id', { id })) }),
      dismissRefusal: () => set({ refusal: undefined }),
    }
  })
}

export const useTiers = createTiersStore(call)
