import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { verifyHash } from './verify-hash.mjs'

/** @type {{ algorithm: 'sha256', encoding: 'hex', value: string }} */
const hashOfAbc = {
  algorithm: 'sha256',
  encoding: 'hex',
  value: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
}

/** @param {string} text */
function fileWith(text) {
  const folder = mkdtempSync(join(tmpdir(), 'hash-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(join(folder, 'archive'), text)
  return join(folder, 'archive')
}

test('the known file is accepted', () => {
  expect(() => verifyHash(fileWith('abc'), hashOfAbc)).not.toThrow()
})

test('a tampered file is refused and deleted', () => {
  const file = fileWith('abd')
  expect(() => verifyHash(file, hashOfAbc)).toThrow(expect.objectContaining({ code: 'HASH_MISMATCH' }))
  expect(existsSync(file)).toBe(false)
})
