import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { sourceFingerprint } from './source-fingerprint.mjs'

let root = ''
const fingerprint = () => sourceFingerprint(root, ['source', 'settings.json'])
const longAgo = new Date('2026-01-01')

/**
 * @param {string} path
 * @param {string} text
 */
function write(path, text) {
  writeFileSync(join(root, path), text)
  utimesSync(join(root, path), longAgo, longAgo)
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'fingerprint-'))
  mkdirSync(join(root, 'source', 'deep'), { recursive: true })
  write('source/a.ts', 'one')
  write('source/deep/b.ts', 'two')
  write('settings.json', '{}')
})

afterEach(() => rmSync(root, { recursive: true }))

test('the same tree gives the same fingerprint', () => {
  expect(fingerprint()).toBe(fingerprint())
})

test.each([
  ['a changed size', () => write('source/deep/b.ts', 'three')],
  ['a changed time', () => utimesSync(join(root, 'source/a.ts'), longAgo, new Date())],
  ['a new file', () => write('source/deep/c.ts', '')],
  ['a removed file', () => rmSync(join(root, 'settings.json'))],
])('%s makes the build stale', (_, change) => {
  const before = fingerprint()
  change()
  expect(fingerprint()).not.toBe(before)
})

test('a changed test or a file elsewhere does not', () => {
  const before = fingerprint()
  write('source/a.test.ts', 'test')
  write('notes.txt', 'other')
  expect(fingerprint()).toBe(before)
})
