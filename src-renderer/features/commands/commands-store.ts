import { create, type StoreApi } from 'zustand'
import type { Command, Settings } from '../../../src-shared/entities.ts'
import { client, type Client } from '../../ipc/client.ts'
import { messageOf } from '../../ui/message-of.ts'

export type CommandFields = Pick<Command, 'title' | 'description' | 'template' | 'icon' | 'needsText'>

/** A Command in the editor; without an id it is a new one. */
export interface CommandDraft extends CommandFields {
  readonly id: string | undefined
  readonly saved: CommandFields
  readonly saving: boolean
  readonly problem: string | undefined
}

const initialState = {
  commands: [] as readonly Command[],
  selectedId: undefined as string | undefined,
  draft: undefined as CommandDraft | undefined,
  /** Commands whose answers are kept on this computer, and for how long; undefined until it is known. */
  keptCommands: [] as readonly string[],
  keptMinutes: undefined as number | undefined,
  problem: undefined as string | undefined,
}

interface CommandsActions {
  start: () => () => void
  select: (id: string) => void
  create: () => void
  duplicate: (command: Command) => void
  edit: (change: Partial<CommandFields>) => void
  save: () => Promise<boolean>
  discard: () => void
  remove: (id: string) => Promise<void>
  keepAnswers: (id: string, on: boolean) => Promise<void>
}

export type CommandsState = typeof initialState & CommandsActions

const emptyFields: CommandFields = {
  title: '',
  description: '',
  template: 'Rewrite the text below so that …\n\n{{CUSTOM_INSTRUCTIONS}}\n\n{{SELECTED_TEXT}}',
  icon: 'sparkles',
  needsText: true,
}

const fieldsOf = ({ title, description, template, icon, needsText }: CommandFields): CommandFields => ({
  title,
  description,
  template,
  icon,
  needsText,
})
const draftOf = (id: string | undefined, fields: CommandFields, saved = fields): CommandDraft => ({
  ...fieldsOf(fields),
  id,
  saved,
  saving: false,
  problem: undefined,
})

export const isCommandDirty = (draft: CommandDraft | undefined) =>
  draft !== undefined && JSON.stringify(fieldsOf(draft)) !== JSON.stringify(fieldsOf(draft.saved))

const keptOf = ({ localAnswerCommands, localAnswerMinutes }: Settings) => ({
  keptCommands: localAnswerCommands,
  keptMinutes: localAnswerMinutes,
})

interface Store {
  readonly set: StoreApi<CommandsState>['setState']
  readonly get: StoreApi<CommandsState>['getState']
}

function createAttempt(set: Store['set']) {
  return async (action: () => Promise<void>): Promise<void> => {
    try {
      await action()
    } catch (error) {
      set({ problem: messageOf(error) })
    }
  }
}

/** Saves what is in the editor; whether it worked. */
async function saveDraft(ipc: Client, { set, get }: Store, refresh: () => Promise<void>): Promise<boolean> {
  const { draft } = get()
  if (draft === undefined || draft.saving) return false
  const fields = fieldsOf(draft)
  set({ draft: { ...draft, saving: true, problem: undefined } })
  const settle = (change: Partial<CommandDraft>) =>
    set(({ draft: now }) => ({
      draft: now?.saving === true ? { ...now, ...change, saving: false } : now,
    }))
  try {
    const saved = await ipc.invoke('commands.save', {
      ...fields,
      ...(draft.id !== undefined && { id: draft.id }),
    })
    set({ selectedId: saved.id })
    settle({ id: saved.id, saved: fields })
    await refresh()
    return true
  } catch (error) {
    settle({ problem: messageOf(error) })
    return false
  }
}

/** What is done to Commands that are saved already. */
function createStoredActions(
  ipc: Client,
  { set }: Store,
  refresh: () => Promise<void>,
): Pick<CommandsActions, 'remove' | 'keepAnswers'> {
  const attempt = createAttempt(set)
  return {
    remove: (id) =>
      attempt(async () => {
        await ipc.invoke('commands.delete', { id })
        set({ draft: undefined, selectedId: undefined, problem: undefined })
        await refresh()
      }),
    keepAnswers: (id, on) =>
      attempt(async () => {
        // Read anew: another window may have changed the list since this one heard of it.
        const { localAnswerCommands } = await ipc.invoke('settings.get')
        const others = localAnswerCommands.filter((each) => each !== id)
        set(
          keptOf(await ipc.invoke('settings.update', { localAnswerCommands: on ? [...others, id] : others })),
        )
      }),
  }
}

export function createCommandsStore(ipc: Client) {
  return create<CommandsState>()((set, get) => {
    const show = (command: Command | undefined) =>
      set({
        selectedId: command?.id,
        draft: command === undefined || command.builtIn ? undefined : draftOf(command.id, command),
      })
    const attempt = createAttempt(set)
    const refresh = () =>
      attempt(async () => {
        const commands = await ipc.invoke('commands.list')
        set({ commands })
        const { draft, selectedId } = get()
        if (draft === undefined && !commands.some((command) => command.id === selectedId)) show(commands[0])
      })
    return {
      ...initialState,
      start: () => {
        const stops = [
          ipc.listen('commands.changed', () => void refresh()),
          ipc.listen('settings.changed', (settings) => set(keptOf(settings))),
        ]
        void refresh()
        void attempt(async () => set(keptOf(await ipc.invoke('settings.get'))))
        return () => stops.forEach((stop) => stop())
      },
      select: (id) => show(get().commands.find((command) => command.id === id)),
      create: () => set({ selectedId: undefined, draft: draftOf(undefined, emptyFields) }),
      duplicate: (command) =>
        set({
          selectedId: undefined,
          draft: draftOf(undefined, { ...command, title: `${command.title} (own)` }, emptyFields),
        }),
      edit: (change) => set(({ draft }) => ({ draft: draft && { ...draft, ...change, problem: undefined } })),
      save: () => saveDraft(ipc, { set, get }, refresh),
      discard: () =>
        show(get().commands.find((command) => command.id === get().selectedId) ?? get().commands[0]),
      ...createStoredActions(ipc, { set, get }, refresh),
    }
  })
}

export const useCommands = createCommandsStore(client)
