import { isVolatileVariable, type TemplateVariable } from '../../src-shared/template-variables.ts'
import { compareCodeUnits } from './compare-code-units.ts'
import { oneLine } from './one-line.ts'
import type { TaskInput } from './render-task.ts'
import { wrap } from './wrap.ts'

/**
 * The values of the variables that stand in the Space's documents, for the dynamic segment; empty when there
 * are none. The selected text and the instructions are in the task already.
 */
export function renderVariables(
  found: readonly { readonly name: TemplateVariable }[],
  task: TaskInput,
): string {
  const names = [...new Set(found.map(({ name }) => name))].sort(compareCodeUnits)
  const lines = names.flatMap((name) => {
    const value = valueOf(name, task)
    return value === undefined ? [] : [wrap('variable', value, { attributes: ` name="${name}"`, gap: '' })]
  })
  return lines.length === 0 ? '' : `${wrap('variables', lines.join('\n'))}\n\n`
}

function valueOf(name: TemplateVariable, { variables, targetLanguage }: TaskInput): string | undefined {
  if (name === 'TARGET_LANGUAGE') return targetLanguage
  const value = isVolatileVariable(name) ? variables?.[name] : undefined
  return value === undefined || name === 'CLIPBOARD' ? value : oneLine(value)
}
