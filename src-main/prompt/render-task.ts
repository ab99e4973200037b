/** What goes into the dynamic segment. Empty instructions and an empty text leave no trace. */
export interface TaskInput {
  readonly template: string
  readonly text: string
  readonly instructions: string
  readonly targetLanguage: string
}

/**
 * Fills in a Command's template. Variables that the template does not place are put at its end, so that a selection or an
 * instruction is never lost. Inserted texts are not searched for variables again.
 */
export function renderTask(task: TaskInput): string {
  const values = new Map([
    ['CUSTOM_INSTRUCTIONS', wrap('instructions', task.instructions.trim())],
    ['SELECTED_TEXT', wrap('text', task.text)],
    ['TARGET_LANGUAGE', task.targetLanguage],
  ])
  const template = [...values].reduce((filled, [name, value]) => prepare(filled, name, value), task.template)
  const filled = template.replaceAll(/\{\{([A-Z_]+)\}\}/g, (variable: string, name: string) => values.get(name) ?? variable)
  return `<task>\n${filled}\n</task>`
}

/** Removes the place of an empty variable together with the gap before it; adds a place for a value that has none. */
function prepare(template: string, name: string, value: string): string {
  const variable = `{{${name}}}`
  if (value === '') return template.replaceAll(new RegExp(`\\s*\\{\\{${name}\\}\\}`, 'g'), '')
  const needed = name !== 'TARGET_LANGUAGE'
  return template.includes(variable) || !needed ? template : `${template.trimEnd()}\n\n${variable}`
}

function wrap(tag: string, content: string): string {
  return content === '' ? '' : `<${tag}>\n${content}\n</${tag}>`
}
