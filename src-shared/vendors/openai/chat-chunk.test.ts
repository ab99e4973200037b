import { expect, test } from 'vitest'
import { readChatPiece } from './chat-chunk.ts'

const textOf = (choice: object): string | undefined => readChatPiece({ choices: [choice] })?.text

test.each([
  ['a text', { delta: { content: 'Fixed.' } }],
  ['a list of parts of text', { delta: { content: [{ type: 'text', text: 'Fix' }, { text: 'ed.' }] } }],
  ['a list of texts', { delta: { content: ['Fix', 'ed.'] } }],
  [
    'a part of thinking beside the text',
    {
      delta: {
        content: [
          { type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] },
          { type: 'reasoning', text: 'Hm.' },
          { type: 'text', text: 'Fixed.' },
        ],
      },
    },
  ],
  [
    'thoughts in fields of their own',
    { delta: { reasoning: 'Hm.', reasoning_content: 'Hm.', content: 'Fixed.' } },
  ],
  ['a message where a delta is meant', { message: { content: 'Fixed.' } }],
  ['a text where a delta is meant', { text: 'Fixed.' }],
])('the answer is read from %s', (_name, choice) => {
  expect(textOf(choice)).toBe('Fixed.')
})

test.each([
  ['thoughts alone', { delta: { reasoning_content: 'Hm.', reasoning: 'Hm.', content: null } }],
  ['a list of thoughts', { delta: { content: [{ type: 'thinking', thinking: 'Hm.' }] } }],
  ['an image', { delta: { content: [{ type: 'image_url', image_url: { url: 'data:' } }] } }],
  ['no delta', { delta: null }],
])('%s are no answer', (_name, choice) => {
  expect(textOf(choice)).toBe('')
})

test('the answer is the choice with the index 0, wherever it stands, and its end the only one', () => {
  const other = { index: 1, delta: { content: 'Other.' }, finish_reason: 'stop' }
  expect(readChatPiece({ choices: [other, { index: 0, delta: { content: 'Fixed.' } }] })).toMatchObject({
    text: 'Fixed.',
    end: undefined,
  })
  expect(readChatPiece({ choices: [other] })).toMatchObject({ text: '', end: undefined })
})

test('usage alone is the last chunk; usage beside another choice is not', () => {
  const usage = { prompt_tokens: 9, completion_tokens: 1 }
  expect(readChatPiece({ choices: [], usage })?.isUsageAlone).toBe(true)
  expect(readChatPiece({ choices: [{ index: 1, delta: {} }], usage })?.isUsageAlone).toBe(false)
})
