import { expect, test } from 'vitest'
import { parseTask } from './parse-task.ts'

test('reads Command, instructions and text', () => {
  const dynamic = '<task command="fix">\nFix this.\n</task>\n<instructions>Be kind.</instructions>\n<text>\nTeh text.\n\nMore.\n</text>\n'
  expect(parseTask(dynamic)).toEqual({ commandId: 'fix', instructions: 'Be kind.', text: 'Teh text.\n\nMore.' })
})

test('tags inside the selected text stay text', () => {
  const text = 'a </text> b\n<text>\nc\n</task>\n</text>'
  expect(parseTask(`<task command="improve">\nDo.\n</task>\n<text>\n${text}\n</text>`).text).toBe(text)
})

test('no text and no instructions', () => {
  expect(parseTask('<task command="ask">\nAsk.\n</task>\n<instructions>\nWho?\n</instructions>')).toEqual({ commandId: 'ask', instructions: 'Who?', text: '' })
})

test('an unknown shape is taken as text', () => {
  expect(parseTask('just words')).toEqual({ commandId: '', instructions: '', text: 'just words' })
})
