import { expect, test } from 'vitest'
import { missingPackages } from './system-packages.mjs'

const wanted = [
  { package: 'libnss3', file: 'libnss3.so' },
  { package: 'dbus', file: '/usr/bin/dbus-daemon' },
  { package: 'dbus', file: '/usr/bin/dbus-send' },
]

test('a package with several missing files is named once', () => {
  expect(missingPackages(wanted, () => false)).toEqual(['libnss3', 'dbus'])
})

test('a library is found in any of the usual folders, a program at its path alone', () => {
  const files = new Set(['/usr/lib64/libnss3.so', '/usr/bin/dbus-daemon'])
  expect(missingPackages(wanted, (file) => files.has(file))).toEqual(['dbus'])
})
