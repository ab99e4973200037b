import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { decodeText } from './decode-text.ts'

const cases = join(import.meta.dirname, '../e2e/cases/F30-files-of-windows')

const little = (text: string) => Buffer.from(text, 'utf16le')
const big = (text: string) => little(text).swap16()

describe('files as programs write them are read', () => {
  test.each([
    ['UTF-16 with a mark', readFileSync(join(cases, 'utf16.txt')), 'a b\n'],
    ['UTF-16, big end first', Buffer.concat([Buffer.from([0xfe, 0xff]), big('Grüße\n')]), 'Grüße\n'],
    ['UTF-16 without a mark', little('One line\r\nOther\r\n'), 'One line\r\nOther\r\n'],
    ['UTF-16 without a mark, big end first', big('Grüße, Zoë'), 'Grüße, Zoë'],
    ['Russian in UTF-16 without a mark', little('Привет, мир. Как дела?\r\n'), 'Привет, мир. Как дела?\r\n'],
    ['Greek, big end first, without a mark', big('Καλημέρα κόσμε, τι κάνεις;'), 'Καλημέρα κόσμε, τι κάνεις;'],
    ['one letter in UTF-16', little('a'), 'a'],
    ['UTF-8 with a mark', Buffer.from('\uFEFFa\r\nb'), 'a\r\nb'],
    ['UTF-8', Buffer.from('日本語 🙂\r\n'), '日本語 🙂\r\n'],
    ['nothing', new Uint8Array(), ''],
    ['a mark alone', Buffer.from([0xff, 0xfe]), ''],
  ])('%s', (_what, bytes, text) => {
    expect(decodeText(bytes)).toEqual({ text })
  })
})

describe('what is no text is never guessed at', () => {
  test.each([
    ['a NUL among letters', Buffer.from('a\0b')],
    ['a NUL among an even number of letters', Buffer.from('ab\0c')],
    ['the head of a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d])],
    ['small numbers', Buffer.from([1, 0, 2, 0, 3, 0, 4, 0])],
    ['NULs alone', new Uint8Array(8)],
    ['UTF-32', Buffer.from([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0])],
  ])('%s', (_what, bytes) => {
    expect(decodeText(bytes)).toEqual({ problem: 'binary' })
  })

  test.each([
    ['Latin-1', Buffer.from('Grüße!', 'latin1')],
    ['half a character at the end of UTF-16', Buffer.from([0xff, 0xfe, 0x61])],
    ['half an emoji in UTF-16', Buffer.from([0xff, 0xfe, 0x3d, 0xd8])],
    ['half a character at the end of UTF-8', Buffer.from('Grüße').subarray(0, 3)],
  ])('%s is another encoding', (_what, bytes) => {
    expect(decodeText(bytes)).toEqual({ problem: 'encoding' })
  })
})

test('what is marked comes back whole, in every encoding', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      fc.pre(!text.includes('\0') && !text.startsWith('\uFEFF'))
      const marked = `\uFEFF${text}`
      for (const bytes of [Buffer.from(marked), little(marked), big(marked)])
        expect(decodeText(bytes)).toEqual({ text })
    }),
    { numRuns: 200 },
  )
})

test('UTF-8 without NUL is never taken for anything else', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      fc.pre(!text.includes('\0') && !text.startsWith('\uFEFF'))
      expect(decodeText(Buffer.from(text))).toEqual({ text })
    }),
    { numRuns: 200 },
  )
})
