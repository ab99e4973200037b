import { volatileVariableMeanings } from '../../../src-shared/template-variables.ts'

interface ExplainedVariable {
  readonly name: string
  readonly meaning: string
}

/** What a template can refer to, explained for the editor. */
export const taskVariables: readonly ExplainedVariable[] = [
  {
    name: '{{SELECTED_TEXT}}',
    meaning: 'The text that was selected when the hotkey was pressed, as edited in the popup.',
  },
  {
    name: '{{CUSTOM_INSTRUCTIONS}}',
    meaning: 'What was typed into Instructions for this run; nothing when it was left empty.',
  },
  { name: '{{TARGET_LANGUAGE}}', meaning: 'The language from Settings that texts are translated to.' },
]

/** Variables that the computer fills in. */
export const computerVariables: readonly ExplainedVariable[] = Object.entries(volatileVariableMeanings).map(
  ([name, meaning]) => ({ name: `{{${name}}}`, meaning }),
)

/** Puts a variable in place of the selected part of a template; the cursor follows it. */
export function insertAt(
  template: string,
  variable: string,
  start: number,
  end: number,
): { template: string; cursor: number } {
  return {
    template: template.slice(0, start) + variable + template.slice(end),
    cursor: start + variable.length,
  }
}
