import type { AnswerPurpose } from '../../src-shared/answer-text/frame-answer.ts'
import type { PreparedRun } from './prepare-run.ts'

/**
 * What a run's answer is read for: a Command that needs a text rewrites it, so that its answer may take the
 * text's place.
 */
export function answerPurpose({ command, request }: PreparedRun): AnswerPurpose {
  const { text, instructions, turns = [] } = request
  return {
    selection: text,
    given: [text, instructions, ...turns.map((turn) => turn.text)].join('\n'),
    asked: `${text}\n${instructions}`,
    rewrites: command.needsText,
  }
}
