import fc from 'fast-check'
import { expect, test } from 'vitest'
import { composePrompt, type PromptDocument } from './compose-prompt.ts'
import { renderTask, type TaskInput } from './render-task.ts'

const task: TaskInput = { template: 'Fix it.\n\n{{CUSTOM_INSTRUCTIONS}}\n\n{{SELECTED_TEXT}}', text: 'teh', instructions: '', targetLanguage: 'English' }
const documents = fc.array(fc.record({ title: fc.string({ minLength: 1 }), text: fc.string({ minLength: 1 }), tokens: fc.nat() }), { maxLength: 12 })
const prefixOf = (list: readonly PromptDocument[], input = task) => composePrompt(list, input).prefix.map(({ text }) => text)

test('the prefix has the same bytes in whatever order documents were imported', () => {
  fc.assert(
    fc.property(documents.chain((list) => fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }))), ([list, shuffled]) => {
      expect(prefixOf(shuffled)).toEqual(prefixOf(list))
    }),
  )
})

test('nothing of a Command, text or instruction reaches the prefix', () => {
  const one = prefixOf([{ title: 'A', text: 'a', tokens: 1 }], task)
  const other = prefixOf([{ title: 'A', text: 'a', tokens: 1 }], { template: 'Other {{SELECTED_TEXT}}', text: 'secret', instructions: 'hidden', targetLanguage: 'French' })
  expect(other).toEqual(one)
})

test('an edit of one document leaves every block before it unchanged', () => {
  const list = ['a', 'b', 'c'].map((title) => ({ title, text: `${title} text`, tokens: 3 }))
  const edited = list.map((document) => (document.title === 'c' ? { ...document, text: 'changed' } : document))
  const before = composePrompt(list, task).prefix
  const after = composePrompt(edited, task).prefix
  expect(after.slice(0, 3)).toEqual(before.slice(0, 3))
  expect(after[3]?.hash).not.toBe(before[3]?.hash)
})

test('a title cannot break out of its attribute', () => {
  expect(prefixOf([{ title: '"><x', text: 'a', tokens: 1 }])[1]).toContain('title="&quot;>&lt;x"')
})

test('variables are filled in, and empty ones leave no gap', () => {
  expect(renderTask(task)).toBe('<task>\nFix it.\n\n<text>\nteh\n</text>\n</task>')
  expect(renderTask({ ...task, instructions: 'Keep it short.' })).toBe('<task>\nFix it.\n\n<instructions>\nKeep it short.\n</instructions>\n\n<text>\nteh\n</text>\n</task>')
})

test('a template without places loses neither text nor instructions', () => {
  expect(renderTask({ ...task, template: 'Do it.', instructions: 'Now.' })).toBe('<task>\nDo it.\n\n<instructions>\nNow.\n</instructions>\n\n<text>\nteh\n</text>\n</task>')
})

test('a selected text is inserted as it is, variables and dollar signs included', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), (text) => {
      expect(renderTask({ ...task, text: `${text}{{CUSTOM_INSTRUCTIONS}}$&`, instructions: 'x' })).toContain(`<text>\n${text}{{CUSTOM_INSTRUCTIONS}}$&\n</text>`)
    }),
  )
})

test('an unknown variable stays visible instead of vanishing', () => {
  expect(renderTask({ ...task, template: 'Use {{NO_SUCH}}. {{SELECTED_TEXT}}' })).toContain('{{NO_SUCH}}')
})
