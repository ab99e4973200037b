import fc from 'fast-check'
import { expect, test } from 'vitest'
import { fingerprint, firstDifference } from './fingerprint.ts'

const texts = fc.string({ unit: 'binary', maxLength: 400 })

function commonBytes(one: string, other: string): number {
  const [first, second] = [Buffer.from(one), Buffer.from(other)]
  const shorter = Math.min(first.length, second.length)
  for (let index = 0; index < shorter; index += 1) if (first[index] !== second[index]) return index
  return shorter
}

test('the first difference is found to the 32 bytes, in UTF-8, with surrogates and halves of them', () => {
  fc.assert(
    fc.property(texts, texts, texts, (start, one, other) => {
      const [first, second] = [start + one, start + other]
      const found = firstDifference(fingerprint(first), fingerprint(second))
      const common = commonBytes(first, second)
      expect(found).toBe(Buffer.from(first).equals(Buffer.from(second)) ? undefined : common - (common % 32))
    }),
    { seed: 20261121, numRuns: 500 },
  )
})

test('one changed character in a megabyte is found where it is, and not only where the length differs', () => {
  const text = 'Parcels leave at four. '.repeat(46_000)
  const changed = `${text.slice(0, 700_001)}#${text.slice(700_002)}`
  expect(firstDifference(fingerprint(text), fingerprint(changed))).toBe(Math.floor(700_001 / 32) * 32)
})

test('a text that goes on differs where the shorter one ends', () => {
  const text = 'x'.repeat(64)
  expect(firstDifference(fingerprint(text), fingerprint(`${text}y`))).toBe(64)
  expect(firstDifference(fingerprint(text), fingerprint(text))).toBeUndefined()
  expect(firstDifference(fingerprint(''), fingerprint('y'))).toBe(0)
})

test('a megabyte costs little memory', () => {
  const text = 'Ä line of a document. '.repeat(48_000)
  expect(fingerprint(text).length).toBeLessThan(80_000)
})
