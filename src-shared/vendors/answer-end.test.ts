import { expect, test } from 'vitest'
import { finishReasonOf, readEnd, stopReasonOf } from './answer-end.ts'
import { readChatEnd } from './openai/read-chat-end.ts'

test.each([
  'stop',
  'STOP',
  'eos',
  'eos_token',
  'stop_sequence',
  'end_turn',
  'completed',
  'COMPLETE',
  ' stop ',
])('an answer that ends with “%s” is whole', (word) => expect(readEnd(word)).toEqual({ kind: 'complete' }))

test.each(['', ' ', null, undefined, 'null', 'FINISH_REASON_UNSPECIFIED'])(
  'the word %o ends nothing: some servers fill the field on every piece',
  (word) => expect(readEnd(word)).toBeUndefined(),
)

test.each(['length', 'max_tokens', 'MAX_TOKENS', 'model_length', 'model_context_window_exceeded'])(
  'the limit “%s” is told as one',
  (word) => expect(readEnd(word)).toEqual({ kind: 'length' }),
)

test.each([
  'content_filter',
  'refusal',
  'SAFETY',
  'IMAGE_SAFETY',
  'IMAGE_RECITATION',
  'IMAGE_PROHIBITED_CONTENT',
])('the refusal “%s” is one on both sides', (word) => expect(readEnd(word)).toEqual({ kind: 'refusal' }))

test.each([
  'error',
  'abort',
  'pause_turn',
  'compaction',
  'OTHER',
  'IMAGE_OTHER',
  'NO_IMAGE',
  'MALFORMED_RESPONSE',
  'MALFORMED_FUNCTION_CALL',
  'UNEXPECTED_TOOL_CALL',
  'TOO_MANY_TOOL_CALLS',
  'insufficient_system_resource',
  'constructor',
  'a word of tomorrow',
])('half is never whole: “%s” is told, by its word, and never as a stop', (word) => {
  const end = readEnd(word)
  expect(end).toEqual({ kind: 'incomplete', reason: word })
  if (end === undefined) return
  expect(stopReasonOf(end)).toBe('other')
  expect(finishReasonOf(end)).toBe('length')
})

test('a gateway’s “length” with a vendor’s word that is no limit is incomplete', () => {
  expect(readChatEnd('length', 'pause_turn')).toEqual({ kind: 'incomplete', reason: 'pause_turn' })
  expect(readChatEnd('length', 'MAX_TOKENS')).toEqual({ kind: 'length' })
  expect(readChatEnd('length')).toEqual({ kind: 'length' })
  expect(readChatEnd('stop', 'a vendor’s own word')).toEqual({ kind: 'complete' })
})
