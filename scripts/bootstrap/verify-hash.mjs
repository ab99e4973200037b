import { createHash } from 'node:crypto'
import { readFileSync, rmSync } from 'node:fs'
import { basename } from 'node:path'
import { SetUpError } from './set-up-error.mjs'

/**
 * Refuses and deletes a file that is not the known one.
 *
 * @param {string} file
 * @param {{ algorithm: 'sha256' | 'sha512', encoding: 'hex' | 'base64', value: string }} expected
 * @throws {SetUpError} `HASH_MISMATCH`
 */
export function verifyHash(file, { algorithm, encoding, value }) {
  const actual = createHash(algorithm).update(readFileSync(file)).digest(encoding)
  if (actual === value) return
  rmSync(file)
  const message = `${basename(file)} is not the known file, so it was deleted. Expected ${algorithm} ${value}, found ${actual}.`
  throw new SetUpError('HASH_MISMATCH', message)
}
