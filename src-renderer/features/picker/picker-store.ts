import { create } from 'zustand'
import type { Command, ProviderInfo, Settings, SpaceSummary } from '../../../src-shared/entities.ts'
import type { AssistContext, RunEstimate, RunRequest } from '../../../src-shared/ipc/contract.ts'
import { client, type Client } from '../../ipc/client.ts'
import { messageOf } from '../../ui/message-of.ts'
import { hasNoText, requestOf } from './picker-request.ts'
import { rankCommands } from './rank-commands.ts'

const emptyContext: AssistContext = { preview: '', characters: 0, editable: true, canDeliver: false }

const freshInput = {
  filter: '',
  instructions: '',
  activeId: undefined as string | undefined,
  estimate: undefined as RunEstimate | undefined,
  estimateProblem: undefined as string | undefined,
  problem: undefined as string | undefined,
}

const initialState = {
  ...freshInput,
  /** Counts the openings, so that views can start anew. */
  opening: 0,
  context: emptyContext,
  text: '',
  commands: [] as Command[],
  spaces: [] as SpaceSummary[],
  providers: [] as ProviderInfo[],
  settings: undefined as Settings | undefined,
  spaceId: null as string | null,
}

const received = (context: AssistContext) => ({ context, text: context.editable ? context.preview : '' })

export type MoveTo = 'next' | 'previous' | 'first' | 'last'

/** A request that is ready to run, with the names that the result view shows. */
export interface PreparedRun {
  readonly request: RunRequest
  readonly commandTitle: string
  readonly spaceName: string | undefined
  /** The whole original text; undefined when only a preview of it is here. */
  readonly original: string | undefined
  readonly canDeliver: boolean
}

interface PickerActions {
  /** Loads what the popup shows and follows changes; returns how to stop. */
  start: () => () => void
  open: (context: AssistContext) => void
  setFilter: (filter: string) => void
  setText: (text: string) => void
  setInstructions: (instructions: string) => void
  activate: (commandId: string) => void
  move: (to: MoveTo) => void
  chooseSpace: (spaceId: string | null) => Promise<void>
  /** What running a Command (the active one by default) would be; undefined with a `problem` when it cannot run. */
  prepare: (commandId?: string) => PreparedRun | undefined
  refreshEstimate: () => Promise<void>
  reportProblem: (error: unknown) => void
}

export type PickerState = typeof initialState & PickerActions

export const visibleCommands = (state: Pick<PickerState, 'commands' | 'filter'>) => rankCommands(state.commands, state.filter)

/** The Command that Enter runs: the one moved to, otherwise the best match. */
export function activeCommand(state: Pick<PickerState, 'commands' | 'filter' | 'activeId'>): Command | undefined {
  const visible = visibleCommands(state)
  return visible.find((command) => command.id === state.activeId) ?? visible[0]
}

function moved(visible: readonly Command[], current: Command | undefined, to: MoveTo): string | undefined {
  const index = current === undefined ? 0 : visible.indexOf(current)
  const count = visible.length
  const target = { next: (index + 1) % count, previous: (index - 1 + count) % count, first: 0, last: count - 1 }[to]
  return visible[target]?.id
}

export function createPickerStore(ipc: Client) {
  return create<PickerState>()((set, get) => {
    const attempt = (work: Promise<Partial<PickerState>>) => void work.then(set, (error: unknown) => set({ problem: messageOf(error) }))
    const loadCommands = async () => ({ commands: await ipc.invoke('commands.list') })
    const loadSpaces = async () => {
      const spaces = await ipc.invoke('spaces.list')
      const known = spaces.some((space) => space.id === get().spaceId)
      return { spaces, ...(!known && { spaceId: null }) }
    }
    const loadAll = async () => {
      const [settings, providers, spaces, commands] = await Promise.all([ipc.invoke('settings.get'), ipc.invoke('providers.list'), ipc.invoke('spaces.list'), ipc.invoke('commands.list')])
      const last = spaces.find((space) => space.id === settings.lastSpaceId)
      return { settings, providers, spaces, commands, spaceId: last?.id ?? null }
    }
    const loadContext = async () => {
      const context = await ipc.invoke('assist.context')
      return get().opening === 0 ? received(context) : {}
    }
    return {
      ...initialState,
      start: () => {
        const stops = [
          ipc.listen('commands.changed', () => attempt(loadCommands())),
          ipc.listen('spaces.changed', () => attempt(loadSpaces())),
          ipc.listen('settings.changed', (settings) => set({ settings })),
        ]
        attempt(loadAll())
        attempt(loadContext())
        return () => stops.forEach((stop) => stop())
      },
      open: (context) => set({ ...freshInput, ...received(context), opening: get().opening + 1 }),
      setFilter: (filter) => set({ filter, activeId: undefined, problem: undefined }),
      setText: (text) => set({ text, problem: undefined }),
      setInstructions: (instructions) => set({ instructions }),
      activate: (activeId) => set({ activeId }),
      move: (to) => set({ activeId: moved(visibleCommands(get()), activeCommand(get()), to), problem: undefined }),
      chooseSpace: async (spaceId) => {
        set({ spaceId })
        try {
          await ipc.invoke('settings.update', { lastSpaceId: spaceId })
        } catch (error) {
          set({ problem: messageOf(error) })
        }
      },
      prepare: (commandId) => {
        const state = get()
        const command = commandId === undefined ? activeCommand(state) : state.commands.find((each) => each.id === commandId)
        if (command === undefined) return undefined
        if (command.needsText && hasNoText(state)) {
          set({ activeId: command.id, problem: `“${command.title}” needs a text to work on. Type or paste one, or select some in another program and press the hotkey again.` })
          return undefined
        }
        set({ activeId: command.id, problem: undefined })
        return {
          request: requestOf(command, state),
          commandTitle: command.title,
          spaceName: state.spaces.find((space) => space.id === state.spaceId)?.name,
          original: state.context.editable ? state.text : undefined,
          canDeliver: state.context.canDeliver,
        }
      },
      refreshEstimate: async () => {
        const state = get()
        const command = activeCommand(state)
        if (command === undefined || (command.needsText && hasNoText(state))) {
          set({ estimate: undefined, estimateProblem: undefined })
          return
        }
        try {
          const estimate = await ipc.invoke('assist.estimate', requestOf(command, state))
          if (get().opening === state.opening) set({ estimate, estimateProblem: undefined })
        } catch (error) {
          if (get().opening === state.opening) set({ estimate: undefined, estimateProblem: messageOf(error) })
        }
      },
      reportProblem: (error) => set({ problem: messageOf(error) }),
    }
  })
}

export const usePicker = createPickerStore(client)
