import fc from 'fast-check'
import { expect, test } from 'vitest'
import { WholeCharacters } from './whole-characters.ts'

test('an emoji whose halves come in two pieces arrives whole', () => {
  const characters = new WholeCharacters()
  expect(['smile \uD83D', '', '\uDE00 end'].map((piece) => characters.take(piece))).toEqual([
    'smile ',
    '',
    '😀 end',
  ])
  expect(characters.end()).toBe('')
})

test('half a character at the end is shown as one that cannot be shown, not as half', () => {
  const characters = new WholeCharacters()
  expect(characters.take('half \uD83D')).toBe('half ')
  expect(characters.end()).toBe('\uFFFD')
})

test('wherever a text is cut, its pieces are whole characters and make the same text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.nat(8), { maxLength: 12 }), (text, sizes) => {
      const characters = new WholeCharacters()
      const pieces: string[] = []
      let rest = text
      for (const size of sizes) {
        pieces.push(characters.take(rest.slice(0, size)))
        rest = rest.slice(size)
      }
      pieces.push(characters.take(rest), characters.end())
      expect(pieces.join('')).toBe(text)
      expect(pieces.every((piece) => encodeURIComponent(piece) !== '' || piece === '')).toBe(true)
    }),
    { numRuns: 500 },
  )
})
