import fc from 'fast-check'
import { expect, test } from 'vitest'
import { LeadingThoughts, splitThoughts } from './leading-thoughts.ts'

test.each([
  ['<think>\nHm.\n</think>\n\nThe text.\n', '\nHm.\n', 'The text.\n'],
  ['[THINK]Hm.[/THINK]The text.', 'Hm.', 'The text.'],
  ['\n<think>a</think>\n<think>b</think> The text.', 'ab', 'The text.'],
  ['<think>\n\n</think>\n\nThe text.', '\n\n', 'The text.'],
  ['<think>Cut in mid-thou', 'Cut in mid-thou', ''],
  ['<|channel|>analysis<|message|>Hm.<|channel|>final<|message|>The text.', 'Hm.', 'The text.'],
])('thoughts at the beginning of %j stand apart', (whole, thought, text) => {
  expect(splitThoughts(whole)).toEqual({ thought, text })
})

test.each([
  ' The text.\n',
  '\n\n',
  '<think> and </think> are tags.',
  'In the middle <think>of</think> it.',
  '<b>bold</b>',
  'Okay.</think>The text.',
])('%j passes as it came', (text) => {
  expect(splitThoughts(text)).toEqual({ thought: '', text })
})

test('pieces of any size are split as the whole is', () => {
  const part = fc.constantFrom(
    ...['<think>', '</think>', '<thi', 'nk>', '[THINK]', '[/THINK]', ' and ', 'Hm.', '\n', ' ', '<', '<b>'],
    ...['<|channel|>analysis<|message|>', '<|channel|>final<|message|>'],
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 10 }), fc.array(fc.nat(8), { maxLength: 30 }), (parts, cuts) => {
      const whole = parts.join('')
      const reader = new LeadingThoughts()
      let at = 0
      const pieces = cuts.map((size) => reader.push(whole.slice(at, (at += size + 1))))
      pieces.push(reader.push(whole.slice(at)), reader.end())
      const joined = (key: 'thought' | 'text') => pieces.map((piece) => piece[key]).join('')
      expect({ thought: joined('thought'), text: joined('text') }).toEqual(splitThoughts(whole))
    }),
    { numRuns: 2_000 },
  )
})
