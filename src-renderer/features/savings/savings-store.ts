import { create, type StoreApi } from 'zustand'
import type { Settings } from '../../../src-shared/entities.ts'
import type { DedicatedCredits } from '../../../src-shared/ipc/contract.ts'
import type { RunRecord, SavingsRange, SavingsScope, SavingsSummary } from '../../../src-shared/savings.ts'
import { client, type Client } from '../../ipc/client.ts'
import { messageOf } from '../../ui/message-of.ts'

const pageSize = 20

const initialState = {
  range: '30d' as SavingsRange,
  scope: 'real' as SavingsScope,
  /** Once the person chose a scope it is not changed for them. */
  scopeChosen: false,
  summary: undefined as SavingsSummary | undefined,
  runs: [] as readonly RunRecord[],
  /** Whether there may be older runs. */
  more: false,
  problem: undefined as string | undefined,
  mode: 'byok' as Settings['mode'],
  /** What is left to spend, while the Dedicated API answers. */
  credits: undefined as DedicatedCredits | undefined,
  /** Why the balance is not known. */
  creditsProblem: undefined as string | undefined,
}

interface SavingsActions {
  start: () => () => void
  setRange: (range: SavingsRange) => Promise<void>
  setScope: (scope: SavingsScope) => Promise<void>
  refresh: () => Promise<void>
  /** Asks for the balance, where credits pay. */
  loadCredits: () => Promise<void>
  loadMore: () => Promise<void>
}

export type SavingsState = typeof initialState & SavingsActions

interface Store {
  readonly set: StoreApi<SavingsState>['setState']
  readonly get: StoreApi<SavingsState>['getState']
}

async function loadScope(ipc: Client, { get }: Store, scope: SavingsScope) {
  const { range, runs: shown } = get()
  const limit = Math.min(200, Math.max(pageSize, shown.length))
  const [summary, runs] = await Promise.all([
    ipc.invoke('savings.summary', { range, scope }),
    ipc.invoke('savings.runs', { scope, limit }),
  ])
  return { range, scope, summary, runs, more: runs.length === limit, problem: undefined }
}

/** Shows what holds now; practice, while there is no real run and the person did not choose. */
async function load(ipc: Client, store: Store): Promise<void> {
  const { set, get } = store
  const wanted = get().scope
  const loaded = await loadScope(ipc, store, wanted)
  if (!get().scopeChosen && wanted === 'real' && loaded.runs.length === 0) {
    const practice = await loadScope(ipc, store, 'practice')
    if (practice.runs.length > 0 && !get().scopeChosen) {
      set(practice)
      return
    }
  }
  if (get().scope === loaded.scope && get().range === loaded.range) set(loaded)
}

async function loadMode(ipc: Client, set: Store['set']): Promise<void> {
  try {
    const { mode } = await ipc.invoke('settings.get')
    set({ mode })
  } catch (error) {
    set({ problem: messageOf(error) })
  }
}

async function loadBalance(ipc: Client, { set, get }: Store): Promise<void> {
  if (get().mode !== 'dedicated') return
  try {
    set({ credits: await ipc.invoke('dedicated.credits'), creditsProblem: undefined })
  } catch (error) {
    set({ credits: undefined, creditsProblem: messageOf(error) })
  }
}

async function loadOlder(ipc: Client, { set, get }: Store): Promise<void> {
  const { scope, runs } = get()
  const oldest = runs.at(-1)
  if (oldest === undefined) return
  try {
    const older = await ipc.invoke('savings.runs', { scope, limit: pageSize, before: oldest.startedAt })
    const known = new Set(runs.map((run) => run.id))
    if (get().scope === scope)
      set({
        runs: [...runs, ...older.filter((run) => !known.has(run.id))],
        more: older.length === pageSize,
      })
  } catch (error) {
    set({ problem: messageOf(error) })
  }
}

export function createSavingsStore(ipc: Client) {
  return create<SavingsState>()((set, get) => {
    const refresh = async () => {
      try {
        await load(ipc, { set, get })
      } catch (error) {
        set({ problem: messageOf(error) })
      }
    }
    const loadCredits = () => loadBalance(ipc, { set, get })
    return {
      ...initialState,
      start: () => {
        const stops = [
          ipc.listen('savings.changed', () => {
            // A first real run takes the page back from practice.
            if (!get().scopeChosen) set({ scope: 'real' })
            void refresh()
            // Who looks at the page has asked for the balance.
            if (get().credits !== undefined) void loadCredits()
          }),
          ipc.listen('settings.changed', ({ mode }) => set({ mode })),
          ipc.listen('dedicated.changed', () => set({ credits: undefined, creditsProblem: undefined })),
        ]
        void refresh()
        void loadMode(ipc, set)
        return () => stops.forEach((stop) => stop())
      },
      loadCredits,
      setRange: async (range) => {
        set({ range })
        await refresh()
      },
      setScope: async (scope) => {
        set({ scope, scopeChosen: true, summary: undefined, runs: [] })
        await refresh()
      },
      refresh,
      loadMore: () => loadOlder(ipc, { set, get }),
    }
  })
}

export const useSavings = createSavingsStore(client)
