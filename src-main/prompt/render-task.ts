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
  const values: Record<string, string> = {
    SELECTED_TEXT: wrap('text', task.text),
    CUSTOM_INSTRUCTIONS: wrap('instructions', task.instructions.trim()),
    TARGET_LANGUAGE: task.targetLanguage,
  }
  const template = withMissing(withMissing(task.template, 'CUSTOM_INSTRUCTIONS'), 'SELECTED_TEXT')
  const filled = template.replaceAll(/\{\{([A-Z_]+)\}\}/g, (variable: string, name: string) => values[name] ?? variable)
  return `<task>\n${tidy(filled, values)}\n</task>`
}

function withMissing(template: string, variable: string): string {
  return template.includes(`{{${variable}}}`) ? template : `${template.trimEnd()}\n\n{{${variable}}}`
}

function wrap(tag: string, content: string): string {
  return content === '' ? '' : `<${tag}>\n${content}\n</${tag}>`
}

/** Closes the gaps that empty variables leave, without touching the selected text. */
function tidy(filled: string, values: Record<string, string>): string {
  const text = values['SELECTED_TEXT'] ?? ''
  const at = text === '' ? -1 : filled.indexOf(text)
  if (at < 0) return closeGaps(filled).trim()
  return `${closeGaps(filled.slice(0, at)).trimStart()}${text}${closeGaps(filled.slice(at + text.length)).trimEnd()}`
}

function closeGaps(part: string): string {
  return part.replaceAll(/\n{3,}/g, '\n\n')
}
