import { expect, test } from 'vitest'
import { describeVolatileVariable, findVolatileVariables } from './template-variables.ts'

test('each variable is found with its line and column, and nothing else is taken for one', () => {
  const text = 'Valid on {{DATE}}.\n\n{{NO_SUCH}} {{date}} {{ TIME }}\n🙂 {{SELECTED_TEXT}} and {{DATE}}'
  expect(findVolatileVariables(text)).toEqual([
    { name: 'DATE', line: 1, column: 10 },
    { name: 'SELECTED_TEXT', line: 4, column: 4 },
    { name: 'DATE', line: 4, column: 26 },
  ])
  expect(findVolatileVariables('{{toString}} {{constructor}} {}')).toEqual([])
})

test('the message names the place', () => {
  const [found] = findVolatileVariables(`${'\n'.repeat(11)}{{DATE}}`)
  expect(found && describeVolatileVariable(found, 'Policy')).toMatch(/^\{\{DATE\}\} in “Policy”, line 12: /)
})

test('many variables on many lines take one pass', () => {
  expect(findVolatileVariables('{{DATE}}\n'.repeat(100_000)).at(-1)).toMatchObject({
    line: 100_000,
    column: 1,
  })
})
