import {
  isVolatileVariable,
  volatileVariableMeanings,
  type VariableValues,
} from '../../src-shared/template-variables.ts'
import { oneLine } from './one-line.ts'
import { wrap } from './wrap.ts'

/** What goes into the dynamic segment. Empty instructions and an empty text leave no trace. */
export interface TaskInput {
  readonly template: string
  readonly text: string
  readonly instructions: string
  readonly targetLanguage: string
  readonly variables?: VariableValues
}

/**
 * Put at the end of a template that has no place for them, so that a selection or an instruction is never
 * lost.
 */
const neverLost = ['CUSTOM_INSTRUCTIONS', 'SELECTED_TEXT']

/**
 * Fills in a Command's template. Inserted texts are not searched for variables again; an unknown variable
 * stays visible, and so does one whose value could not be had.
 */
export function renderTask(task: TaskInput): string {
  const values = valuesOf(task)
  const template = [...values].reduce((filled, [name, value]) => prepare(filled, name, value), task.template)
  const filled = template.replaceAll(
    /\{\{([A-Z_]+)\}\}/g,
    (variable: string, name: string) => values.get(name) ?? variable,
  )
  return wrap('task', filled)
}

function valuesOf({ text, instructions, targetLanguage, variables = {} }: TaskInput): Map<string, string> {
  const values = new Map([
    ['CUSTOM_INSTRUCTIONS', wrapIfAny('instructions', instructions.trim())],
    ['SELECTED_TEXT', wrapIfAny('text', text)],
    ['TARGET_LANGUAGE', targetLanguage],
  ])
  for (const name of Object.keys(volatileVariableMeanings)) {
    const value = isVolatileVariable(name) ? variables[name] : undefined
    if (value !== undefined)
      values.set(name, name === 'CLIPBOARD' ? wrapIfAny('clipboard', value) : oneLine(value))
  }
  return values
}

/**
 * Removes the place of an empty variable together with the gap before it; adds a place for a value that has
 * none.
 */
function prepare(template: string, name: string, value: string): string {
  const variable = `{{${name}}}`
  if (value === '') return template.replaceAll(new RegExp(`\\s*\\{\\{${name}\\}\\}`, 'g'), '')
  return template.includes(variable) || !neverLost.includes(name)
    ? template
    : `${template.trimEnd()}\n\n${variable}`
}

function wrapIfAny(name: string, content: string): string {
  return content === '' ? '' : wrap(name, content)
}
