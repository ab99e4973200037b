import type { TurnBlock } from '../../src-shared/composed-prompt.ts'
import { estimateTokens } from '../../src-shared/estimate-tokens.ts'
import { normaliseText } from '../../src-shared/normalise-text.ts'
import { sha256 } from './text-block.ts'

/** An earlier turn of the conversation that is continued. */
export interface PromptTurn {
  readonly role: TurnBlock['role']
  readonly text: string
}

/** The turns in their order, oldest first. One without text is left out: vendors refuse empty turns. */
export function turnBlocks(turns: readonly PromptTurn[]): TurnBlock[] {
  return turns.flatMap(({ role, text: given }, index) => {
    const text = normaliseText(given)
    if (text === '') return []
    return [
      {
        segment: 'conversation',
        role,
        text,
        hash: sha256(`${role}\n${text}`),
        tokens: estimateTokens(text),
        label: `Turn ${index + 1}`,
      },
    ]
  })
}
