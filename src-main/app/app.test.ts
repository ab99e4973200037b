import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { readConfig } from './config.ts'
import { loadModelTable } from '../../src-shared/pricing/load-model-table.ts'
import { createLogger } from './logger.ts'
import { redact } from './redact.ts'

test('the data folder comes from the command line, then the environment, then the system’s place', () => {
  expect(readConfig({ dataFolder: '/a' }, { REPHLO_DATA_DIR: '/b' }).dataFolder).toBe('/a')
  expect(readConfig({}, { REPHLO_DATA_DIR: '/b' }).dataFolder).toBe('/b')
  expect(readConfig({}, {}).dataFolder).toMatch(/Rephlo$/)
})

test('an empty key variable is no key', () => {
  expect(readConfig({}, { ANTHROPIC_API_KEY: ' ' }).environmentKeys).toEqual({})
  expect(readConfig({}, { ANTHROPIC_API_KEY: 'k' }).environmentKeys).toEqual({ anthropic: 'k' })
})

test.each([
  ['key sk-ant-api03-abcdef_123 was refused'],
  ['{"x-api-key":"abc","a":1}'],
  ['Authorization: Bearer eyJhbGciOi.abc.def'],
  ['AIzaSyA1234567890abcdef'],
])('%s is redacted', (text) => {
  expect(redact(text)).toContain('[redacted]')
  expect(redact(text)).not.toMatch(/abcdef|"abc"|eyJ/)
})

test('the log holds messages and causes but no key', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rephlo-log-'))
  const logger = createLogger(folder)
  logger.error('It failed', new Error('outer', { cause: new Error('bad key sk-ant-api03-secretsecret') }))
  logger.flush()
  const text = readFileSync(join(folder, 'logs', 'rephlo.log'), 'utf8')
  expect(text).toContain('outer')
  expect(text).not.toContain('secretsecret')
  rmSync(folder, { recursive: true })
})

test('a log that cannot be written stops nothing', () => {
  const folder = mkdtempSync(join(tmpdir(), 'rephlo-log-'))
  writeFileSync(join(folder, 'logs'), 'a file where the folder should be')
  expect(() => createLogger(folder).info('hello')).not.toThrow()
  rmSync(folder, { recursive: true })
})

test('the shipped model table is valid and each default model exists', () => {
  for (const [provider, { defaultModel, models }] of Object.entries(loadModelTable())) {
    // An endpoint of one's own offers its own models.
    if (provider !== 'openai-compatible')
      expect(
        models.map(({ id }) => id),
        provider,
      ).toContain(defaultModel)
  }
})
