import { Command } from 'commander'
import { resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { toConfig, toPlace, withServing, type GatewayConfig } from './config.ts'

/** What the command line makes of these flags and variables. */
function configOf(
  flags: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): GatewayConfig {
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value)
  const command = withServing(new Command())
    .exitOverride()
    .configureOutput({ writeErr: () => undefined })
  command.parse(flags, { from: 'user' })
  return toConfig(command.opts(), environment)
}

const variables = [
  'DATABASE_URL',
  'REDIS_URL',
  'REDIS_PREFIX',
  'REPHLO_SERVER_DATA_DIR',
  'HOST',
  'PORT',
  'TRUST_PROXY',
  'CREDIT_MARGIN',
  'RATE_LIMIT_LLM',
  'RATE_LIMIT_STANDARD',
  'RATE_LIMIT_EXPENSIVE',
  'ANSWER_CACHE_TTL',
  'ANSWER_CACHE_MB',
  'DEFAULT_MAX_TOKENS',
  'MAX_BODY_MB',
  'HISTORY_DAYS',
  'UPSTREAM_TIMEOUT',
  'ACCESS_TOKEN_SECONDS',
  'DRAIN_SECONDS',
  'LOG_LEVEL',
]

// The machine that runs the tests may have some of its own, and `vi.stubEnv` of undefined takes one away.
beforeEach(() => variables.forEach((name) => vi.stubEnv(name, undefined)))
afterEach(() => vi.unstubAllEnvs())

test('without flags it serves this machine alone, from a folder, with the limits that were ordered', () => {
  expect(configOf()).toMatchObject({
    host: '127.0.0.1',
    port: 8787,
    databaseUrl: undefined,
    redisUrl: undefined,
    trustProxy: false,
    signingSecret: undefined,
    vendors: {},
    margin: 1.5,
    limits: { llm: 20, standard: 100, expensive: 10 },
    answerCacheTtlMs: 3_600_000,
    maximumBodyBytes: 8 * 1024 * 1024,
    accessTokenSeconds: 900,
    drainMs: 30_000,
    logLevel: 'info',
  })
})

test('a flag wins over its variable, which wins over the default; units are converted', () => {
  const flags = [
    '--port',
    '0',
    '--drain',
    '0.5',
    '--answer-cache-mb',
    '2',
    '--upstream-timeout',
    '1.5',
    '--data-dir',
    '/srv/flag',
  ]
  const environment = {
    PORT: '1',
    DRAIN_SECONDS: '7',
    REPHLO_SERVER_DATA_DIR: '/srv/variable',
    RATE_LIMIT_LLM: '3',
    CREDIT_MARGIN: '2',
  }
  expect(configOf(flags, environment)).toMatchObject({
    port: 0,
    drainMs: 500,
    answerCacheBytes: 2 * 1024 * 1024,
    upstreamTimeoutMs: 1_500,
    dataFolder: '/srv/flag',
    limits: { llm: 3, standard: 100, expensive: 10 },
    margin: 2,
  })
  expect(configOf([], environment)).toMatchObject({ port: 1, drainMs: 7_000, dataFolder: '/srv/variable' })
})

describe('whether x-forwarded-for is believed', () => {
  test.each([
    ['true', true],
    ['1', true],
    ['YES', true],
    ['false', false],
    ['0', false],
    ['no', false],
    ['', false],
  ])('TRUST_PROXY=%s: %s', (value, isTrusted) => {
    expect(configOf([], { TRUST_PROXY: value }).trustProxy).toBe(isTrusted)
  })

  test('by the flag, with and without a value', () => {
    expect(
      [
        configOf(['--trust-proxy']),
        configOf(['--trust-proxy', '--port', '0']),
        configOf(['--trust-proxy', 'false']),
      ].map(({ trustProxy }) => trustProxy),
    ).toEqual([true, true, false])
    expect(() => configOf([], { TRUST_PROXY: 'perhaps' })).toThrow('It must be true or false')
  })
})

test.each([
  ['--port', '65536'],
  ['--port', '1.5'],
  ['--port', ' '],
  ['--margin', '-1'],
  ['--margin', 'Infinity'],
  ['--margin', 'NaN'],
  ['--rate-limit-llm', '0'],
  ['--rate-limit-standard', '1e9'],
  ['--history-days', '0'],
  ['--max-body-mb', '0'],
  ['--upstream-timeout', '0'],
  ['--drain', '-1'],
  ['--access-token-seconds', '0'],
  ['--default-max-tokens', '0'],
  ['--answer-cache-ttl', '0'],
])('%s %j is refused', (flag, value) => {
  expect(() => configOf([flag, value])).toThrow(flag)
})

describe('vendors', () => {
  test('one is offered when it has a key; blank ones are none', () => {
    const environment = {
      ANTHROPIC_API_KEY: ' key-a ',
      ANTHROPIC_BASE_URL: 'http://127.0.0.1:1',
      OPENAI_API_KEY: '  ',
      GOOGLE_API_KEY: 'key-g',
      GEMINI_API_KEY: '',
      OPENAI_BASE_URL: '',
    }
    expect(configOf([], environment).vendors).toEqual({
      anthropic: { apiKey: 'key-a', baseUrl: 'http://127.0.0.1:1' },
      gemini: { apiKey: 'key-g', baseUrl: undefined },
    })
  })

  test.each(['ANTHROPIC', 'OPENAI', 'GEMINI'])(
    '%s_BASE_URL must be one of HTTP, and is not repeated',
    (vendor) => {
      expect(() =>
        configOf([], { [`${vendor}_API_KEY`]: 'hidden', [`${vendor}_BASE_URL`]: 'ftp://hidden@x' }),
      ).toThrow(/^[A-Z]+_BASE_URL is not an address that begins with http:\/\/ or https:\/\/\.$/)
    },
  )

  test.each(['http://api.example.com', 'http://127.0.0.1.example.com'])(
    'a key does not travel in the open to %s',
    (address) => {
      const environment = { OPENAI_API_KEY: 'hidden', OPENAI_BASE_URL: address }
      expect(() => configOf([], environment)).toThrow(/OPENAI_BASE_URL .* the key would travel unencrypted/)
    },
  )

  test.each(['http://ollama:11434/v1', 'http://100.101.102.103:8000', 'http://[fd00::1]:8000'])(
    'plain http is fine in an own network: %s',
    (address) => {
      const environment = { OPENAI_API_KEY: 'key-o', OPENAI_BASE_URL: address }
      expect(configOf([], environment).vendors.openai).toEqual({ apiKey: 'key-o', baseUrl: address })
    },
  )
})

describe('where the data lie', () => {
  const place = { dataDir: 'data', redisPrefix: 'rephlo:' }

  test('empty variables, as compose files pass them, are none', () => {
    expect(configOf([], { DATABASE_URL: '', REDIS_URL: ' ', JWT_SECRET: '' })).toMatchObject({
      databaseUrl: undefined,
      redisUrl: undefined,
      signingSecret: undefined,
    })
  })

  test('addresses of the usual kinds are taken as they are', () => {
    const urls = {
      databaseUrl: 'postgresql://ada:p%40ss@db:5432/rephlo?sslmode=require',
      redisUrl: 'rediss://:pass@cache:6380/2',
    }
    expect(toPlace({ ...place, ...urls }, {})).toMatchObject({ ...urls, dataFolder: resolve('data') })
  })

  test.each(['mysql://u:hidden@x/y', 'hidden', '//hidden', 'redis://hidden'])(
    'a database at %s is refused without repeating it',
    (databaseUrl) => {
      expect(() => toPlace({ ...place, databaseUrl }, {})).toThrow(
        /^--database-url is not an address that begins with postgres:\/\/ or postgresql:\/\/\.$/,
      )
    },
  )

  test('a secret that can be guessed is refused', () => {
    expect(() => toPlace(place, { JWT_SECRET: 'x'.repeat(31) })).toThrow('at least 32 random characters')
    expect(toPlace(place, { JWT_SECRET: 'x'.repeat(32) }).signingSecret).toBe('x'.repeat(32))
  })
})
