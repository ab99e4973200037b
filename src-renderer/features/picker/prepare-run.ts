import type { Client } from '../../ipc/client.ts'
import { messageOf } from '../../ui/message-of.ts'
import { hasNoText, requestOf } from './picker-request.ts'
import { activeCommand, type PickerStore, type PreparedRun } from './picker-state.ts'

/**
 * What running a Command (the active one by default) would be; undefined,
 * with a problem that says why, when it cannot run.
 */
export function prepareRun({ setState, getState }: PickerStore, commandId?: string): PreparedRun | undefined {
  const state = getState()
  const command =
    commandId === undefined ? activeCommand(state) : state.commands.find((each) => each.id === commandId)
  if (command === undefined) return undefined
  if (command.needsText && hasNoText(state)) {
    setState({
      activeId: command.id,
      problem:
        `“${command.title}” needs a text to work on. Type or paste one, ` +
        'or select some in another program and press the hotkey again.',
    })
    return undefined
  }
  setState({ activeId: command.id, problem: undefined })
  return {
    request: requestOf(command, state),
    commandTitle: command.title,
    spaceName: state.spaces.find((space) => space.id === state.spaceId)?.name,
    original: state.context.editable ? state.text : undefined,
    canDeliver: state.context.canDeliver,
  }
}

/** Asks what the active Command would send. */
export async function refreshEstimate(ipc: Client, { setState, getState }: PickerStore): Promise<void> {
  const state = getState()
  const command = activeCommand(state)
  if (command === undefined || (command.needsText && hasNoText(state))) {
    setState({ estimate: undefined, estimateProblem: undefined })
    return
  }
  /** An answer that comes late must not describe what is no longer on the screen. */
  const isCurrent = () => {
    const now = getState()
    return (
      now.opening === state.opening &&
      now.text === state.text &&
      now.instructions === state.instructions &&
      now.spaceId === state.spaceId &&
      activeCommand(now)?.id === command.id
    )
  }
  try {
    const estimate = await ipc.invoke('assist.estimate', requestOf(command, state))
    if (isCurrent()) setState({ estimate, estimateProblem: undefined })
  } catch (error) {
    if (isCurrent()) setState({ estimate: undefined, estimateProblem: messageOf(error) })
  }
}
