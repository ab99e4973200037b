import fc from 'fast-check'
import { type TaskInput } from '../render-task.ts'

export const task: TaskInput = {
  template: 'Fix it.\n\n{{CUSTOM_INSTRUCTIONS}}\n\n{{SELECTED_TEXT}}',
  text: 'teh',
  instructions: '',
  targetLanguage: 'English',
}
export const documents = fc.array(
  fc.record({
    title: fc.string({ minLength: 1 }),
    text: fc.string({ minLength: 1 }),
    tokens: fc.nat(),
    edits: fc.nat({ max: 5 }),
  }),
  { maxLength: 12 },
)
