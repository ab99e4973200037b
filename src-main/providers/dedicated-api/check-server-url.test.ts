import { expect, test } from 'vitest'
import { checkServerUrl } from './check-server-url.ts'

test.each([
  ['https://rephlo.example.com', 'https://rephlo.example.com'],
  [' https://rephlo.example.com/v1/ ', 'https://rephlo.example.com'],
  ['https://example.com/rephlo/v1', 'https://example.com/rephlo'],
  ['https://example.com/?a=b#c', 'https://example.com'],
  ['https://example.com/admin', 'https://example.com'],
  ['https://example.com/rephlo/admin/#/users', 'https://example.com/rephlo'],
  ['https://example.com/administration', 'https://example.com/administration'],
  ['http://127.0.0.1:8787', 'http://127.0.0.1:8787'],
  ['http://localhost:8787/', 'http://localhost:8787'],
  ['http://[::1]:8787', 'http://[::1]:8787'],
])('%s is the server %s', (typed, server) => {
  expect(checkServerUrl(typed)).toBe(server)
})

test.each([
  ['http://192.168.1.20:8787'],
  ['http://10.0.0.4'],
  ['http://gateway.local'],
  ['http://rephlo.example.com'],
  ['ftp://x.example'],
  ['rephlo'],
  ['https://me:secret@rephlo.example.com'],
  ['http://localhost.example.com'],
])('a password never goes to %s', (typed) => {
  expect(() => checkServerUrl(typed)).toThrow(expect.objectContaining({ code: 'bad_input' }))
})

test.each([['http://example.com'], ['http://192.168.1.20'], ['https://me:secret@rephlo.example.com']])(
  'why %s is refused speaks of the password, not of a key',
  (typed) => {
    expect(() => checkServerUrl(typed)).toThrow(/password/)
    expect(() => checkServerUrl(typed)).not.toThrow(/\bkey\b/i)
  },
)
