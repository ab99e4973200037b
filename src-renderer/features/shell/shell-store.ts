import { create } from 'zustand'
import type { HotkeyStatus, Notice, Theme } from '../../../src-shared/entities.ts'
import type { MainSection } from '../../../src-shared/ipc/events.ts'
import { hotkeyNotice } from '../../../src-shared/notice-ids.ts'
import { client, type Client } from '../../ipc/client.ts'
import { messageOf } from '../../ui/message-of.ts'

const initialState = {
  section: 'start' as MainSection,
  notices: [] as readonly Notice[],
  theme: undefined as Theme | undefined,
}

interface ShellActions {
  start: () => () => void
  show: (section: MainSection) => void
  dismiss: (id: string) => Promise<void>
  /** Shows a failure that belongs to no section. */
  report: (error: unknown) => void
}

export function createShellStore(ipc: Client) {
  return create<typeof initialState & ShellActions>()((set, get) => {
    const add = (notice: Notice) =>
      set((state) => ({ notices: [...state.notices.filter((each) => each.id !== notice.id), notice] }))
    const dropSolved = ({ problem }: HotkeyStatus) => {
      if (problem === undefined)
        set((state) => ({ notices: state.notices.filter(({ id }) => id !== hotkeyNotice) }))
    }
    const load = async () => {
      try {
        const [info, settings] = await Promise.all([ipc.invoke('app.info'), ipc.invoke('settings.get')])
        info.notices.forEach(add)
        set({ theme: settings.theme })
      } catch (error) {
        get().report(error)
      }
    }
    return {
      ...initialState,
      start: () => {
        const stops = [
          ipc.listen('notice.added', add),
          ipc.listen('hotkey.changed', dropSolved),
          ipc.listen('settings.changed', ({ theme }) => set({ theme })),
          ipc.listen('window.navigate', ({ section }) => set({ section })),
        ]
        void load()
        return () => stops.forEach((stop) => stop())
      },
      show: (section) => set({ section }),
      dismiss: async (id) => {
        set((state) => ({ notices: state.notices.filter((notice) => notice.id !== id) }))
        if (id === localNoticeId) return
        try {
          await ipc.invoke('app.dismissNotice', { id })
        } catch (error) {
          get().report(error)
        }
      },
      report: (error) => add({ id: localNoticeId, level: 'error', message: messageOf(error) }),
    }
  })
}

/** A notice that was born in this window, which the main process does not know. */
const localNoticeId = 'window'

export const useShell = createShellStore(client)
