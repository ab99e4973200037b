import { expect, test } from 'vitest'
import { isNewEnough, runtimePackage } from './node-runtime.mjs'

test.each([
  ['20.20.2', false],
  ['22.9.0', false],
  ['22.17.1', false],
  ['22.18.0', true],
  ['24.0.0', true],
  ['100.0.0', true],
])('Node %s runs TypeScript sources: %s', (version, expected) => {
  expect(isNewEnough(version)).toBe(expected)
})

test.each(['linux-x64', 'linux-arm64', 'darwin-x64', 'darwin-arm64', 'win32-x64'])(
  '%s has a pinned Node 24',
  (target) => {
    const [platform = '', arch = ''] = target.split('-')
    expect(runtimePackage(platform, arch)).toMatch(/^node-[a-z0-9-]+@24\.\d+\.\d+$/)
  },
)

test('an unknown platform has none', () => {
  expect(runtimePackage('sunos', 'x64')).toBeUndefined()
})
