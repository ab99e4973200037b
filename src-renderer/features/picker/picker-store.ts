import { create } from 'zustand'
import type { Command } from '../../../src-shared/entities.ts'
import { client, type Client } from '../../ipc/client.ts'
import { messageOf } from '../../ui/message-of.ts'
import { startLoading } from './load-picker.ts'
import {
  activeCommand,
  freshInput,
  initialPicker,
  received,
  visibleCommands,
  type MoveTo,
  type PickerState,
} from './picker-state.ts'
import { prepareRun, refreshEstimate } from './prepare-run.ts'

function moved(visible: readonly Command[], current: Command | undefined, to: MoveTo): string | undefined {
  const index = current === undefined ? 0 : visible.indexOf(current)
  const count = visible.length
  const target = {
    next: (index + 1) % count,
    previous: (index - 1 + count) % count,
    first: 0,
    last: count - 1,
  }[to]
  return visible[target]?.id
}

export function createPickerStore(ipc: Client) {
  return create<PickerState>()((set, get) => {
    const store = { setState: set, getState: get }
    return {
      ...initialPicker,
      start: () => startLoading(ipc, store),
      open: (context) => set({ ...freshInput, ...received(context), opening: get().opening + 1 }),
      setFilter: (filter) => set({ filter, activeId: undefined, problem: undefined }),
      setText: (text) => set({ text, problem: undefined }),
      setInstructions: (instructions) => set({ instructions }),
      activate: (activeId) => set({ activeId }),
      move: (to) =>
        set({ activeId: moved(visibleCommands(get()), activeCommand(get()), to), problem: undefined }),
      chooseSpace: async (spaceId) => {
        set({ spaceId })
        try {
          await ipc.invoke('settings.update', { lastSpaceId: spaceId })
        } catch (error) {
          set({ problem: messageOf(error) })
        }
      },
      prepare: (commandId) => prepareRun(store, commandId),
      refreshEstimate: () => refreshEstimate(ipc, store),
      reportProblem: (error) => set({ problem: messageOf(error) }),
    }
  })
}

export const usePicker = createPickerStore(client)
