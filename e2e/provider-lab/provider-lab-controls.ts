import type { Journal } from './journal.ts'
import type { LabClock } from './lab-clock.ts'
import type { AnswerRule } from './lab-protocol.ts'
import type { ScenarioQueue } from './scenario.ts'

/** What a test can set and read. */
export interface ProviderLabControls {
  readonly scenarios: ScenarioQueue
  readonly clock: LabClock
  readonly journal: Journal
  /** Sets the answer to all messages that follow; undefined brings the default back. */
  answerWith(answer: string | AnswerRule | undefined): void
}
