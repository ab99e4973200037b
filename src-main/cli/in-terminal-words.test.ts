import { expect, test } from 'vitest'
import { inTerminalWords } from './in-terminal-words.ts'

const refused = { code: 'invalid_key', message: 'Refused.', retryable: false } as const

// F23-hints-name-the-wrong-key
test.each([
  ['anthropic', 'ANTHROPIC_API_KEY'],
  ['openai', 'OPENAI_API_KEY'],
  ['gemini', 'GEMINI_API_KEY'],
  ['openai-compatible', 'OPENAI_COMPATIBLE_API_KEY'],
])('a key that %s refuses, or misses, is looked for in its own variable', (provider, variable) => {
  expect(inTerminalWords(refused, provider)).toBe(`Refused. On the command line, check ${variable}.`)
  expect(inTerminalWords({ ...refused, code: 'missing_key' }, provider)).toContain(`set ${variable}.`)
})

test('without a provider no vendor’s variable is named, and only what may be allowed gets --allow-large', () => {
  expect(inTerminalWords(refused)).not.toContain('API_KEY')
  expect(inTerminalWords({ ...refused, code: 'too_large' }, 'openai')).toBe('Refused.')
  expect(inTerminalWords({ ...refused, code: 'too_large', retryable: true })).toContain('--allow-large')
})
