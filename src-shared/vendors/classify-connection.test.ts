import { expect, test } from 'vitest'
import { classifyConnection } from './classify-connection.ts'

const coded = (code: string): Error =>
  new TypeError('fetch failed', { cause: Object.assign(new Error('no'), { code }) })

test.each([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_HAS_EXPIRED',
  'ERR_TLS_CERT_ALTNAME_INVALID',
])('%s is a certificate that is not trusted, not a server that is away', (networkCode) => {
  expect(classifyConnection(coded(networkCode), {})).toEqual({ kind: 'certificate_refused', networkCode })
})

test.each([
  [new Error('net::ERR_CERT_AUTHORITY_INVALID'), 'certificate_refused'],
  [coded('ECONNREFUSED'), 'unreachable'],
  [new Error('net::ERR_NAME_NOT_RESOLVED'), 'unreachable'],
  [coded('UND_ERR_CONNECT_TIMEOUT'), 'timed_out'],
  [new Error('Request timed out.'), 'timed_out'],
  [new TypeError('fetch failed', { cause: new Error('unexpected redirect') }), 'redirected'],
  [new SyntaxError('Unexpected token <'), 'wrong_address'],
  [new Error('what nobody foresaw'), 'unreadable'],
] as const)('%o is %s', (error, kind) => {
  expect(classifyConnection(error, {}).kind).toBe(kind)
})

test('once the answer has begun, a broken connection cuts it and damaged JSON is unreadable', () => {
  expect(classifyConnection(coded('ECONNRESET'), { hasBegun: true }).kind).toBe('interrupted')
  expect(classifyConnection(new SyntaxError('x'), { hasBegun: true }).kind).toBe('unreadable')
})
