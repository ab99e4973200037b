import fc from 'fast-check'
import { expect, test } from 'vitest'
import { textBlock } from '../test-call.ts'
import { jsonBytes } from './json-bytes.ts'

const long = fc
  .string({ unit: 'binary', minLength: 1, maxLength: 60 })
  .map((piece) => piece.repeat(Math.ceil(2_500 / piece.length)))

test('the bytes are those of JSON.stringify, whatever the texts hold', () => {
  fc.assert(
    fc.property(
      fc.array(fc.oneof(long, fc.string({ unit: 'binary' })), { maxLength: 14 }),
      fc.jsonValue(),
      (texts, other) => {
        const prefix = texts.map((text) => textBlock('space', text))
        const request = {
          model: 'm',
          system: texts.map((text) => ({ type: 'text', text, cache_control: null })),
          other,
          again: texts[0],
          nothing: undefined,
        }
        const expected = Buffer.from(JSON.stringify(request))
        expect(jsonBytes(request, prefix).equals(expected)).toBe(true)
        expect(jsonBytes(request, prefix).equals(expected)).toBe(true)
      },
    ),
  )
})
