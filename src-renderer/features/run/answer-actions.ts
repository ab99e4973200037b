import type { Client } from '../../ipc/client.ts'
import { messageOf } from '../../ui/message-of.ts'
import { answerOf, type DeliveryNote, type RunData } from './run-state.ts'

export interface AnswerActions {
  deliver: (mode: 'replace' | 'insert-below') => Promise<void>
  /** Copies a text, the latest answer by default. */
  copy: (text?: string) => Promise<void>
}

interface AnswerStore {
  readonly getState: () => RunData
  readonly setState: (change: Pick<RunData, 'delivery'>) => void
}

/** What can be done with the text that has arrived. */
export function createAnswerActions(ipc: Client, { getState, setState }: AnswerStore): AnswerActions {
  const note = (level: DeliveryNote['level'], message: string) => setState({ delivery: { level, message } })
  return {
    deliver: async (mode) => {
      const text = answerOf(getState())
      if (text === '' || getState().phase === 'running') return
      try {
        const result = await ipc.invoke('assist.deliver', { mode, text })
        if (result.delivered)
          note('good', mode === 'replace' ? 'The selection was replaced.' : 'The answer was inserted.')
        else
          note(
            'warning',
            result.message ??
              'The answer could not be put back into the other program. It is on the clipboard: ' +
                'paste it where it belongs.',
          )
      } catch (error) {
        note('warning', messageOf(error))
      }
    },
    copy: async (text = answerOf(getState())) => {
      if (text === '') return
      try {
        await ipc.invoke('assist.copy', { text })
        note('good', 'Copied.')
      } catch (error) {
        note('warning', messageOf(error))
      }
    },
  }
}
