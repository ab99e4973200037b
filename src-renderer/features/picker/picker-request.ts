import type { Command } from '../../../src-shared/entities.ts'
import type { AssistContext, RunRequest } from '../../../src-shared/ipc/contract.ts'

/** What the person has entered in the popup. */
export interface PickerInput {
  readonly context: AssistContext
  readonly text: string
  readonly instructions: string
  readonly spaceId: string | null
}

/**
 * Whether there is no text for a Command to work on. A selection that is too large to edit always has some.
 */
export function hasNoText({ context, text }: Pick<PickerInput, 'context' | 'text'>): boolean {
  return context.editable ? text.trim() === '' : context.characters === 0
}

/**
 * The request for a Command. The text travels only when it was edited; otherwise the captured selection is
 * used.
 */
export function requestOf(command: Command, input: PickerInput): RunRequest {
  const edited = input.context.editable && input.text !== input.context.preview
  return {
    commandId: command.id,
    spaceId: input.spaceId,
    instructions: input.instructions.trim(),
    ...(edited && { text: input.text }),
  }
}
