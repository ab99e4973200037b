import type { RunRequest } from '../../../src-shared/ipc/contract.ts'
import type { ErrorInfo } from '../../../src-shared/rephlo-error.ts'
import type { RunEvent, TerminalRunEvent } from '../../../src-shared/run-event.ts'
import { appendText } from './text-blocks.ts'

/** A run to start, with the names that are shown for it. */
export interface RunInput {
  readonly request: RunRequest
  readonly commandTitle: string
  readonly spaceName: string | undefined
  readonly original: string | undefined
  readonly canDeliver: boolean
}

export type RunPhase = 'none' | 'confirm-large' | 'running' | 'finished' | 'failed' | 'cancelled'

export interface DeliveryNote {
  readonly level: 'good' | 'warning'
  readonly message: string
}

export const initialRun = {
  phase: 'none' as RunPhase,
  input: undefined as RunInput | undefined,
  runId: undefined as string | undefined,
  startedAt: 0,
  /** The provider's model and whether it is practice, once the run has begun. */
  origin: undefined as { readonly model: string; readonly practice: boolean } | undefined,
  blocks: [] as readonly string[],
  warnings: [] as readonly string[],
  outcome: undefined as TerminalRunEvent | undefined,
  error: undefined as ErrorInfo | undefined,
  /** Why a large run waits for an answer. */
  question: undefined as string | undefined,
  stopping: false,
  delivery: undefined as DeliveryNote | undefined,
}

export type RunData = typeof initialRun

export const answerOf = (state: Pick<RunData, 'blocks'>) => state.blocks.join('')

const stopNotes = {
  end: undefined,
  length: 'The answer reached the longest length that the model may write; it is cut off here.',
  refusal: 'The model declined to go on.',
  other: undefined,
}

/** What an event changes. Text is not among them: it is collected and added once per frame. */
export function applyEvent(state: RunData, event: Exclude<RunEvent, { type: 'text' }>): Partial<RunData> {
  switch (event.type) {
    case 'started':
      return { origin: { model: event.modelName, practice: event.practice } }
    case 'usage':
      return {}
    case 'warning':
      return { warnings: [...state.warnings, event.message] }
    case 'finished': {
      const note = stopNotes[event.stopReason]
      return { phase: 'finished', outcome: event, warnings: note === undefined ? state.warnings : [...state.warnings, note] }
    }
    case 'failed':
      return { phase: 'failed', outcome: event, error: event.error }
    case 'cancelled':
      return { phase: 'cancelled', outcome: event }
  }
}

export function applyText(state: RunData, text: string): Partial<RunData> {
  return { blocks: appendText(state.blocks, text) }
}
