import type { RunPhase } from './run-state.ts'

export type RunKeyAction = 'stop' | 'back' | 'replace' | 'insert' | 'copy' | 'retry' | 'follow-up'

export interface RunKeyPress {
  readonly key: string
  readonly ctrl: boolean
  readonly shift: boolean
  /** Whether the key is held down since an earlier press. */
  readonly repeated: boolean
}

/** Enter pressed sooner than this after the end was meant for what was there before the answer. */
export const unreadMs = 400

interface RunKeySituation {
  readonly phase: RunPhase
  /** Whether the answer came to a known good end. */
  readonly whole: boolean
  readonly canDeliver: boolean
  readonly hasText: boolean
  /** Whether some of the page's text is selected, which Ctrl+C then means. */
  readonly textSelected: boolean
  /** Whether a button has the focus, which Enter then presses. */
  readonly onButton: boolean
  /** Whether a field has the focus, to which the keys belong. */
  readonly inField: boolean
  /** For how long the answer has been whole, in milliseconds. */
  readonly endedForMs: number
}

/** What a key does in the result view. */
export function runKeyAction(press: RunKeyPress, situation: RunKeySituation): RunKeyAction | undefined {
  if (press.repeated) return undefined
  const running = situation.phase === 'running'
  if (press.key === 'Escape') return running ? 'stop' : 'back'
  if (running) return undefined
  if (situation.inField) return undefined
  const key = press.key.toLowerCase()
  if (press.ctrl && key === 'r') return 'retry'
  if (!situation.hasText) return undefined
  const isWhole = situation.phase === 'finished' && situation.whole
  if (press.ctrl && key === 'f') return isWhole ? 'follow-up' : undefined
  if (press.ctrl && key === 'c') return press.shift || !situation.textSelected ? 'copy' : undefined
  if (key !== 'enter' || situation.onButton) return undefined
  // Half an answer must not replace a whole selection by a reflex.
  if (!isWhole || situation.endedForMs < unreadMs) return undefined
  if (!situation.canDeliver) return press.ctrl ? undefined : 'copy'
  return press.ctrl ? 'insert' : 'replace'
}
