import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { checkBaseUrl } from './check-base-url.ts'

const specimen = join(import.meta.dirname, '../../e2e/cases/F17-http-in-ones-own-network/addresses.txt')
const addresses = readFileSync(specimen, 'utf8').trim().split('\n')

describe('plain http', () => {
  test.each(addresses)('is fine in one’s own network: %s', (address) => {
    expect(checkBaseUrl(address)).toBe(address)
  })

  test.each(['http://example.com/v1', 'http://127.0.0.1.example.com', 'http://8.8.8.8'])(
    'is refused to %s with a key, and only with one',
    (address) => {
      expect(() => checkBaseUrl(address)).toThrow(/your key would travel unencrypted/)
      expect(checkBaseUrl(address, false)).toBe(address)
    },
  )
})

test.each(['ftp://nas/v1', 'nas:11434', '', 'file:///etc/passwd'])('“%s” is no web address', (address) => {
  expect(() => checkBaseUrl(address, false)).toThrow(/is not a web address/)
})

test('a password in an address is refused, also without a key and in one’s own network', () => {
  expect(() => checkBaseUrl('http://me:secret@nas/v1', false)).toThrow(/user name or password/)
})
