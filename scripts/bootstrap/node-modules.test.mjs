import { expect, test } from 'vitest'
import { installStamp, isInstalled } from './node-modules.mjs'

const lock = {
  packages: {
    '': { version: '0.1.0' },
    'node_modules/zod': { version: '4.0.0', integrity: 'sha512-a' },
    'node_modules/for-another-platform': { version: '1.0.0', integrity: 'sha512-b', optional: true },
  },
}

test('packages as locked count as installed, without those for other platforms', () => {
  expect(
    isInstalled(lock, { packages: { 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-a' } } }),
  ).toBe(true)
})

test('another version or other contents of a package are noticed', () => {
  expect(
    isInstalled(lock, { packages: { 'node_modules/zod': { version: '4.0.1', integrity: 'sha512-a' } } }),
  ).toBe(false)
  expect(
    isInstalled(lock, { packages: { 'node_modules/zod': { version: '4.0.0', integrity: 'sha512-c' } } }),
  ).toBe(false)
})

test('a missing package is noticed', () => {
  expect(isInstalled(lock, { packages: {} })).toBe(false)
})

test('the stamp changes with either file and does not confuse where one ends', () => {
  const stamp = installStamp('locked', 'installed')
  expect(installStamp('locked', 'installed')).toBe(stamp)
  expect(installStamp('locked2', 'installed')).not.toBe(stamp)
  expect(installStamp('locked', '2installed')).not.toBe(stamp)
  expect(installStamp('lockedin', 'stalled')).not.toBe(stamp)
})
