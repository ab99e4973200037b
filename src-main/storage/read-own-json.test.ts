import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readOwnJson } from './read-own-json.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rephlo-json-'))
  file = join(folder, 'caching.json')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

test.each([
  ['UTF-8', Buffer.from('{"a":"ä"}')],
  ['UTF-8 with a mark', Buffer.from('\uFEFF{"a":"ä"}')],
  ['UTF-16 with a mark', Buffer.from('\uFEFF{"a":"ä"}', 'utf16le')],
  ['UTF-16 without a mark', Buffer.from('{"a":"ä"}', 'utf16le').swap16()],
])('%s is read', (_encoding, bytes) => {
  writeFileSync(file, bytes)
  expect(readOwnJson(file, 'caching.json')).toEqual({ value: { a: 'ä' } })
})

test('no file is no problem', () => {
  expect(readOwnJson(file, 'caching.json')).toBeUndefined()
})

test.each([
  ['a pipe, which would hold up the start for ever', () => execFileSync('mkfifo', [file]), /is a pipe/],
  ['a folder', () => mkdirSync(file), /is a folder/],
  ['no JSON', () => writeFileSync(file, '{'), /not valid JSON/],
  ['another encoding', () => writeFileSync(file, Buffer.from('"ä"', 'latin1')), /not text in UTF-8/],
  ['huge', () => writeFileSync(file, ' '.repeat(1_000_001)), /larger than 1 MB/],
])('%s is told', (_what, make, problem) => {
  make()
  const read = readOwnJson(file, 'caching.json')
  expect(read !== undefined && 'problem' in read ? read.problem : read).toMatch(problem)
})
