import type { TerminalRunEvent } from '../../src-shared/run-event.ts'
import type { Attempt } from './attempt.ts'
import { readOnlyAPart, type Doubt } from './read-only-a-part.ts'

/** Whether an answer came to a known good end, so that it may be kept and gone on from. */
export function isWholeAnswer({ end, text }: Pick<Attempt, 'end' | 'text'>): boolean {
  return end.type === 'finished' && end.stopReason === 'end' && text.trim() !== ''
}

/** Why an answer may not be what was asked for. A refusal is explained by the provider. */
export function doubtsAbout(attempt: Attempt, end: TerminalRunEvent): readonly Doubt[] {
  if (end.type !== 'finished') return []
  return [readOnlyAPart(attempt), doubtAboutEnd(attempt.text.trim() === '', end.stopReason)].filter(
    (doubt) => doubt !== undefined,
  )
}

type StopReason = Extract<TerminalRunEvent, { type: 'finished' }>['stopReason']

function doubtAboutEnd(isEmpty: boolean, stopReason: StopReason): Doubt | undefined {
  switch (stopReason) {
    case 'refusal':
      return undefined
    case 'length':
      return isEmpty ? cutBeforeItBegan : cut
    case 'other':
      return isEmpty ? empty : incomplete
    case 'end':
      return isEmpty ? empty : undefined
  }
}

const cut: Doubt = {
  code: 'answer_cut',
  message:
    'The answer reached the model’s limit and ends too early. Select less text, or ask for a shorter answer.',
}

const cutBeforeItBegan: Doubt = {
  code: 'answer_empty',
  message:
    'The model reached its limit before it began to answer, so the answer is empty. ' +
    'Select less text, or choose a model that thinks less.',
}

const empty: Doubt = {
  code: 'answer_empty',
  message: 'The model gave an empty answer. Try again, or change the text or the Command.',
}

const incomplete: Doubt = {
  code: 'answer_incomplete',
  message: 'The server ended the answer before it was complete, and gave no good reason. Try again.',
}
