import type { StoreApi } from 'zustand'
import type { Command, ProviderInfo, Settings, SpaceSummary } from '../../../src-shared/entities.ts'
import type { AssistContext, RunEstimate, RunRequest } from '../../../src-shared/ipc/contract.ts'
import { rankCommands } from './rank-commands.ts'

const emptyContext: AssistContext = { preview: '', characters: 0, editable: true, canDeliver: false }

/** What each opening starts with. */
export const freshInput = {
  filter: '',
  instructions: '',
  activeId: undefined as string | undefined,
  estimate: undefined as RunEstimate | undefined,
  estimateProblem: undefined as string | undefined,
  problem: undefined as string | undefined,
}

export const initialPicker = {
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

/** The selection as the popup shows it. */
export const received = (context: AssistContext) => ({
  context,
  text: context.editable ? context.preview : '',
})

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
  /**
   * What running a Command (the active one by default) would be;
   * undefined with a `problem` when it cannot run.
   */
  prepare: (commandId?: string) => PreparedRun | undefined
  refreshEstimate: () => Promise<void>
  reportProblem: (error: unknown) => void
}

export type PickerState = typeof initialPicker & PickerActions

export const visibleCommands = (state: Pick<PickerState, 'commands' | 'filter'>) =>
  rankCommands(state.commands, state.filter)

/** The Command that Enter runs: the one moved to, otherwise the best match. */
export function activeCommand(
  state: Pick<PickerState, 'commands' | 'filter' | 'activeId'>,
): Command | undefined {
  const visible = visibleCommands(state)
  return visible.find((command) => command.id === state.activeId) ?? visible[0]
}

export type PickerStore = Pick<StoreApi<PickerState>, 'setState' | 'getState'>
