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
  /** What was asked about the answer before; undefined for the first run of a conversation. */
  readonly followUp?: string
}

export type RunPhase = 'none' | 'confirm-large' | 'running' | 'finished' | 'failed' | 'cancelled'

export interface DeliveryNote {
  readonly level: 'good' | 'warning'
  readonly message: string
}

export interface RunWarning {
  readonly code: string
  readonly message: string
}

const initialTurn = {
  input: undefined as RunInput | undefined,
  runId: undefined as string | undefined,
  /** The provider's model and whether it is practice, once the run has begun. */
  origin: undefined as
    { readonly provider: string; readonly model: string; readonly practice: boolean } | undefined,
  blocks: [] as readonly string[],
  /** Whether the model thinks before it answers. */
  thinking: false,
  warnings: [] as readonly RunWarning[],
  outcome: undefined as TerminalRunEvent | undefined,
}

/** An answer that was followed up on. */
export type Turn = typeof initialTurn

export const initialRun = {
  ...initialTurn,
  /** The answers before this one, oldest first. */
  earlier: [] as readonly Turn[],
  phase: 'none' as RunPhase,
  startedAt: 0,
  error: undefined as ErrorInfo | undefined,
  /** Why a large run waits for an answer. */
  question: undefined as string | undefined,
  stopping: false,
  delivery: undefined as DeliveryNote | undefined,
}

export type RunData = typeof initialRun

export const turnOf = ({ input, runId, origin, blocks, thinking, warnings, outcome }: RunData): Turn => ({
  input,
  runId,
  origin,
  blocks,
  thinking,
  warnings,
  outcome,
})

export const answerOf = (state: Pick<RunData, 'blocks'>) => state.blocks.join('')

/** Whether the answer came to a known good end: what is none may not take a text's place by a reflex. */
export const isWhole = ({ phase, outcome, blocks }: Pick<RunData, 'phase' | 'outcome' | 'blocks'>) =>
  phase === 'finished' &&
  outcome?.type === 'finished' &&
  outcome.stopReason === 'end' &&
  blocks.some((block) => block.trim() !== '')

/** Whether the answer was kept on this computer and no provider was asked. */
export const isLocal = ({ outcome }: Pick<RunData, 'outcome'>) => outcome?.cache.status === 'local'

/** The conversation without its latest turn; undefined when there is no other one. */
export function lastAnswered({ earlier }: Pick<RunData, 'earlier'>): RunData | undefined {
  const last = earlier.at(-1)
  if (last === undefined) return undefined
  return { ...initialRun, ...last, phase: 'finished', earlier: earlier.slice(0, -1) }
}

/** Why an answer may not be what was asked for, unless the main process has said so already. */
const stopNotes: Readonly<
  Partial<Record<Extract<RunEvent, { type: 'finished' }>['stopReason'], RunWarning>>
> = {
  length: {
    code: 'answer_cut',
    message: 'The answer reached the longest length that the model may write; it is cut off here.',
  },
  refusal: { code: 'refusal', message: 'The model declined to go on.' },
  other: {
    code: 'answer_incomplete',
    message: 'The server ended the answer before it was complete, and gave no good reason. Try again.',
  },
}

const isAttempt = ({ code }: RunWarning) => code === 'retrying'

/** That another attempt is under way is of interest while one waits for it. */
const withoutAttempts = (warnings: readonly RunWarning[]) =>
  warnings.some(isAttempt) ? warnings.filter((warning) => !isAttempt(warning)) : warnings

/** What an event changes. Text is not among them: it is collected and added once per frame. */
export function applyEvent(state: RunData, event: Exclude<RunEvent, { type: 'text' }>): Partial<RunData> {
  const lasting = withoutAttempts(state.warnings)
  switch (event.type) {
    case 'started':
      return { origin: { provider: event.provider, model: event.modelName, practice: event.practice } }
    case 'thinking':
      return { thinking: true }
    case 'retracted':
      return { blocks: [], thinking: true }
    case 'usage':
      return {}
    case 'warning':
      return { warnings: [...lasting, { code: event.code, message: event.message }] }
    case 'finished': {
      const note = stopNotes[event.stopReason]
      const isTold = ({ code }: RunWarning) => code === note?.code || code === 'answer_empty'
      const isNew = note !== undefined && !lasting.some(isTold)
      return { phase: 'finished', outcome: event, warnings: isNew ? [...lasting, note] : lasting }
    }
    case 'failed':
      return { phase: 'failed', outcome: event, error: event.error, warnings: lasting }
    case 'cancelled':
      return { phase: 'cancelled', outcome: event, warnings: lasting }
  }
}

export function applyText(state: RunData, text: string): Partial<RunData> {
  return { blocks: appendText(state.blocks, text), warnings: withoutAttempts(state.warnings) }
}
