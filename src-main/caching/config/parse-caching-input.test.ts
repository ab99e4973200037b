import { expect, test } from 'vitest'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import { parseCachingInput } from './parse-caching-input.ts'
import { readCachingEnvironment } from './read-caching-environment.ts'

function messageOf(action: () => unknown): string {
  try {
    action()
  } catch (error) {
    if (error instanceof RephloError && error.code === 'wrong_use') return error.message
    throw error
  }
  throw new Error('it was accepted')
}

test('settings of a command line are read, in any case and with any spacing', () => {
  expect(parseCachingInput([])).toEqual({})
  expect(
    parseCachingInput([
      'enabled=false',
      ' cache_retention = 1H',
      'cache_threshold_tokens=1024',
      'auto_detect_cacheable=No',
      'cache_user_prefix=1',
    ]),
  ).toEqual({
    enabled: false,
    cache_retention: '1h',
    cache_threshold_tokens: 1024,
    auto_detect_cacheable: false,
    cache_user_prefix: true,
  })
})

test.each([
  ['enabled', 'field=value'],
  ['=true', 'field=value'],
  ['', 'field=value'],
  ['retention=1h', 'There are: enabled, cache_system_message'],
  ['constructor=1', 'There is no caching setting'],
  ['enabled=maybe', 'true or false'],
  ['enabled=', 'true or false'],
  ['cache_retention=2h', 'auto, 5m, 30m, 1h, 12h, 24h'],
  ['cache_threshold_tokens=-1', 'whole number'],
  ['cache_threshold_tokens=1e3', 'whole number'],
  ['cache_threshold_tokens=99999999', 'whole number'],
  ['cache_threshold_tokens=', 'whole number'],
])('a pair that is none is refused and says what is possible: %j', (pair, words) => {
  expect(messageOf(() => parseCachingInput([pair]))).toContain(words)
})

test('a setting that is given twice is refused: which one was meant is a guess', () => {
  expect(messageOf(() => parseCachingInput(['enabled=true', 'enabled=false']))).toContain('twice')
})

test('the environment is read; what is not set is absent', () => {
  expect(readCachingEnvironment({})).toEqual({})
  expect(
    readCachingEnvironment({ USE_ANTHROPIC_CACHE: ' ', CACHE_PREFIX: '', CLAUDE_MODEL: undefined }),
  ).toEqual({})
  expect(
    readCachingEnvironment({
      USE_ANTHROPIC_CACHE: 'False',
      USE_LOCAL_CACHE: ' YES ',
      PROMPT_CACHE_DIR: 'cache/prompts',
      CACHE_PREFIX: 'staging',
      CLAUDE_MODEL: 'claude-haiku-4-5',
      OTHER: 'x',
    }),
  ).toEqual({
    anthropicCache: false,
    localCache: true,
    promptCacheFolder: 'cache/prompts',
    keyPrefix: 'staging',
    claudeModel: 'claude-haiku-4-5',
  })
})

test.each([
  ['true', true],
  ['1', true],
  ['yes', true],
  ['FALSE', false],
  ['0', false],
  ['No', false],
])('%s is a switch', (text, value) => {
  expect(readCachingEnvironment({ USE_LOCAL_CACHE: text })).toEqual({ localCache: value })
})

test.each(['USE_ANTHROPIC_CACHE', 'USE_LOCAL_CACHE'])(
  '%s with another value is refused by name, not read as off',
  (name) => {
    for (const value of ['off', '2', 'truee', 'null'])
      expect(messageOf(() => readCachingEnvironment({ [name]: value }))).toContain(name)
  },
)

test('a prefix that would not fit into a key is refused by name', () => {
  for (const prefix of ['x'.repeat(65), 'two\nlines'])
    expect(messageOf(() => readCachingEnvironment({ CACHE_PREFIX: prefix }))).toContain('CACHE_PREFIX')
})
