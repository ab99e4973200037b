import { expect, test } from 'vitest'
import { readCase } from '../../e2e/provider-lab/serve-case.ts'
import { composeInsertion } from './compose-insertion.ts'
import { withEdgesOf } from './with-edges-of.ts'

test.each([
  ['teh text', 'The text', 'The text'],
  ['teh text\n', 'The text', 'The text\n'],
  ['teh text\n\n', 'The text\n', 'The text\n\n'],
  ['teh text\r\n', 'The text', 'The text\r\n'],
  ['\n\nteh text', 'The text', '\n\nThe text'],
  ['word ', 'Word', 'Word '],
  ['  teh\n  text\n', 'The\n  text', '  The\n  text\n'],
  ['\n  teh text', '  The text', '\n  The text'],
  ['a\r\nb\r\n', 'A\nB', 'A\r\nB\r\n'],
  ['a\nb', 'A\r\nB', 'A\nB'],
  ['a\r\nb\n', 'A\r\nB', 'A\r\nB\n'],
  ['one line', 'two\nlines', 'two\nlines'],
  [' \n', 'text', 'text'],
  ['text\n', '', ''],
])('what replaces %j keeps its edges and line ends: %j gives %j', (original, text, wanted) => {
  expect(withEdgesOf(original, text)).toBe(wanted)
})

test('a line that is replaced together with its line break leaves the next line where it was', async () => {
  const folder = 'F08-newline-lost-on-replace'
  const [letter = '', wanted] = await Promise.all(
    ['letter.txt', 'wanted.txt'].map(async (name) => String(await readCase(`${folder}/${name}`))),
  )
  const line = letter.slice(0, letter.indexOf('\n') + 1)
  const pasted = composeInsertion({ mode: 'replace', text: 'The fixed text.', originalText: line })
  expect(pasted + letter.slice(line.length)).toBe(wanted)
})

test('no control character is pasted', () => {
  expect(composeInsertion({ mode: 'replace', text: 'a\0b\u001b[31mc', originalText: 'x\n' })).toBe('abc\n')
  expect(composeInsertion({ mode: 'insert-below', text: 'a\0b', originalText: 'x' })).toBe('\nab')
})
