/** Variables whose values differ from run to run and come from the computer, with what they stand for. */
export const volatileVariableMeanings = {
  DATE: 'The date of the run.',
  TIME: 'The time of the run.',
  CLIPBOARD: 'The text in the clipboard.',
  APP_NAME: 'The program that the text was selected in.',
  WINDOW_TITLE: 'The title of the window that the text was selected in.',
  LANGUAGE: 'The language of this computer.',
} as const

export type VolatileVariable = keyof typeof volatileVariableMeanings

/**
 * A value is absent when it could not be had; its variable then stays visible. An empty one leaves no trace.
 */
export type VariableValues = Readonly<Partial<Record<VolatileVariable, string>>>

/** Everything that a Command's template can refer to. */
export type TemplateVariable = VolatileVariable | 'SELECTED_TEXT' | 'CUSTOM_INSTRUCTIONS' | 'TARGET_LANGUAGE'

/**
 * A variable that stands where texts must not differ from run to run.
 * Line and column (UTF-16 code units) count from 1.
 */
export interface FoundVariable {
  readonly name: TemplateVariable
  readonly line: number
  readonly column: number
}

const taskVariables = ['SELECTED_TEXT', 'CUSTOM_INSTRUCTIONS', 'TARGET_LANGUAGE'] as const

export function isVolatileVariable(name: string): name is VolatileVariable {
  return Object.hasOwn(volatileVariableMeanings, name)
}

/**
 * The variables in a text that is meant to be cached, in their order;
 * names that Rephlo does not know are no variables.
 */
export function findVolatileVariables(text: string): FoundVariable[] {
  // Nearly every document has none, and finding that out is far quicker than a search by pattern.
  if (!text.includes('{{')) return []
  const found: FoundVariable[] = []
  let line = 1
  let lineStart = 0
  for (const { 1: name = '', index } of text.matchAll(/\{\{([A-Z_]+)\}\}/g)) {
    if (!isTemplateVariable(name)) continue
    for (
      let end = text.indexOf('\n', lineStart);
      end !== -1 && end < index;
      end = text.indexOf('\n', lineStart)
    ) {
      line += 1
      lineStart = end + 1
    }
    found.push({ name, line, column: index - lineStart + 1 })
  }
  return found
}

/** One sentence for a person; `place` is what they call the text, such as a document's title. */
export function describeVolatileVariable({ name, line }: FoundVariable, place: string): string {
  const effect =
    isVolatileVariable(name) || name === 'TARGET_LANGUAGE'
      ? 'It is not filled in there; its value is sent behind the cached part'
      : 'It is not filled in there; it works in Commands alone'
  return (
    `{{${name}}} in “${place}”, line ${line}: a value that changes from run to run would make the ` +
    `cached part cold each time. ${effect}.`
  )
}

function isTemplateVariable(name: string): name is TemplateVariable {
  return isVolatileVariable(name) || taskVariables.some((variable) => variable === name)
}
