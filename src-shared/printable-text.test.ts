import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPrintableReader, printableText } from './printable-text.ts'

test.each([
  ['a\0b', 'ab'],
  ['\u001b[31mRed\u001b[0m \u001b]0;title\u0007 done', 'Red  done'],
  ['\u001b]52;c;cGFzdGU=\u001b\\clip', 'clip'],
  ['\u001bP1$r0m\u001b\\device', 'device'],
  ['\u009b2Jclear\u009d0;x\u009c', 'clear'],
  ['\u001b]0;never closed', ']0;never closed'],
  ['\u001bcreset \u001b(Bset', 'reset set'],
  ['over\rwritten', 'over\nwritten'],
  ['a\tb\r\nc\n', 'a\tb\r\nc\n'],
  ['back\b\u007fspace', 'backspace'],
  ['half \ud83d of 😀', 'half \ufffd of 😀'],
  ['right \u202eto\u202c left, zero\u200dwidth', 'right \u202eto\u202c left, zero\u200dwidth'],
])('%j has no control characters: %j', (text, printable) => {
  expect(printableText(text)).toBe(printable)
})

test('pieces of any size give the same text as the whole, and no half characters', () => {
  const part = fc.constantFrom(
    ...[
      '\u001b',
      '[',
      '31',
      'm',
      ']',
      '0;t',
      '\u0007',
      '\\',
      '\u009b',
      '\u009d',
      '\u009c',
      '\r',
      '\n',
      '\0',
      'a',
      ' ',
    ],
    ...['😀', '\ud83d', '\ude00', 'P', '\u0085'],
  )
  fc.assert(
    fc.property(fc.array(part, { maxLength: 20 }), fc.array(fc.nat(3), { maxLength: 30 }), (parts, cuts) => {
      const text = parts.join('')
      const reader = createPrintableReader()
      let at = 0
      const pieces = cuts.map((size) => reader.push(text.slice(at, (at += size + 1))))
      const joined = [...pieces, reader.push(text.slice(at)), reader.end()]
      expect(joined.join('')).toBe(printableText(text))
      for (const piece of joined) expect(/[\ud800-\udfff]/u.test(piece)).toBe(false)
    }),
    { numRuns: 3_000 },
  )
})
