import fc from 'fast-check'
import { expect, test } from 'vitest'
import { estimateTokens } from './estimate-tokens.ts'

/** Counts of OpenAI's o200k vocabulary. */
test.each([
  [
    'English',
    "Hi Anna,\n\nthanks for you're message. I recieved the the invoice yesterday and will pay it on Friday; could you seperate the two items?\n\nBest regards,\nTom\n",
    33,
  ],
  [
    'German',
    'Die schnelle braune Füchsin springt über den faulen Hund, während Äpfel und Übungen größere Überraschungen bieten. Bitte überprüfen Sie die Rechnung vom vergangenen Dienstag, bevor wir die Zahlung freigeben können. ',
    45,
  ],
  [
    'Russian',
    'Быстрая коричневая лиса прыгает через ленивую собаку, а затем получает двенадцать писем от своих друзей. ',
    34,
  ],
  ['Chinese', '汉字测试文本,用来检查估算的准确性。我们希望结果接近真实的标记数量。', 25],
  ['Korean', '이것은 토큰 수를 추정하기 위한 한국어 문장입니다. 결과가 실제와 비슷하기를 바랍니다.', 27],
])('is within a quarter of the real count: %s', (_language, text, tokens) => {
  expect(Math.abs(estimateTokens(text) / tokens - 1)).toBeLessThan(0.25)
})

test('nothing is no tokens, and white space is not free', () => {
  expect(estimateTokens('')).toBe(0)
  expect(estimateTokens(' '.repeat(1_000_000))).toBeGreaterThan(1000)
})

test('any text has a whole, repeatable number of tokens that grows with the text', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (one, other) => {
      const tokens = estimateTokens(one)
      expect(Number.isInteger(tokens)).toBe(true)
      expect(estimateTokens(one)).toBe(tokens)
      expect(estimateTokens(`${one}\n\n${other}`)).toBeGreaterThanOrEqual(tokens)
    }),
  )
})
