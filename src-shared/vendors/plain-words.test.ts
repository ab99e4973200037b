import { expect, test } from 'vitest'
import { plainWords, toSentence } from './plain-words.ts'

test.each([
  ['one\n  line\t only', 'one line only'],
  ['\u001b[31mred\u001b[0m and \u0007bell', 'red and bell'],
  ['\u202eright to left', 'right to left'],
  ['first\n[1] second', 'first [1] second'],
  ['half \ud83d of one', 'half \ufffd of one'],
  ['<html><head><title>502 Bad &amp; Gateway</title></head>', '502 Bad & Gateway'],
  ['<!DOCTYPE html><body><h1>Not\n<b>here</b></h1></body>', 'Not here'],
  [' \n ', undefined],
])('%j becomes %j', (text, words) => expect(plainWords(text)).toBe(words))

test('long words are cut at a whole character, before which a key is taken out whole', () => {
  const family = '👨‍👩‍👧'
  expect(toSentence(`ab${family}cd`, 6, undefined)).toBe('ab…')
  expect(toSentence(`ab${family}cd`, 2 + family.length, undefined)).toBe(`ab${family}…`)
  expect(toSentence('the key sk-lab-0123456789 is bad', 12, 'sk-lab-0123456789')).toBe('the key [key…')
  expect(toSentence('It ends.', 20, undefined)).toBe('It ends.')
})
