import { expect, test } from 'vitest'
import type { ChatCompletion } from '../../src-shared/dedicated-api/chat-answer.ts'
import { isFinished } from './is-finished.ts'

const ending = (...ends: readonly object[]): ChatCompletion => ({
  id: 'c',
  object: 'chat.completion',
  created: 1,
  model: 'm',
  choices: ends.map((end, index) => ({
    index,
    message: { role: 'assistant', content: 'x' },
    finish_reason: 'stop',
    ...end,
  })),
})

test.each([
  ['a stop', {}, true],
  ['a limit', { finish_reason: 'length' }, true],
  ['Gemini’s limit', { finish_reason: 'length', native_finish_reason: 'MAX_TOKENS' }, true],
  ['a call of a tool', { finish_reason: 'tool_calls', native_finish_reason: 'STOP' }, true],
  ['a cut stream', { finish_reason: null }, false],
  ['a paused turn', { finish_reason: 'length', native_finish_reason: 'pause_turn' }, false],
  ['a malformed answer', { finish_reason: 'length', native_finish_reason: 'MALFORMED_RESPONSE' }, false],
])('an answer with %s may be served again: %o', (_name, end, expected) => {
  expect(isFinished(ending(end))).toBe(expected)
  expect(isFinished(ending({}, end))).toBe(expected)
})
