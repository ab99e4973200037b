import { expect, test } from 'vitest'
import { readCase } from '../../e2e/provider-lab/serve-case.ts'
import { oneLine } from './one-line.ts'

test('a title is cut at a whole character: half of one is refused by strict servers', async () => {
  const title = String(await readCase('F18-cut-emoji-in-title/title.txt'))
  expect(oneLine(title)).toBe('a'.repeat(299))
  expect(oneLine('a \ud83d b')).toBe('a  b')
  expect(oneLine('short 😀\n title')).toBe('short 😀 title')
})
