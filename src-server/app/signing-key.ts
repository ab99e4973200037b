import { createHash, randomBytes } from 'node:crypto'
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { PlaceConfig } from './config.ts'

/**
 * The key that signs tokens (32 bytes): from `JWT_SECRET`, which all instances must share, or made once and
 * kept in the data folder, readable by the operator alone. It is never in the database.
 */
export function signingKey({
  signingSecret,
  dataFolder,
}: Pick<PlaceConfig, 'signingSecret' | 'dataFolder'>): Uint8Array {
  if (signingSecret !== undefined) return createHash('sha256').update(signingSecret).digest()
  const file = join(dataFolder, 'signing-key')
  mkdirSync(dataFolder, { recursive: true, mode: 0o700 })
  if (!existsSync(file)) makeKey(file)
  const key = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex')
  if (key.length !== 32)
    throw new Error(
      `The signing key in ${file} is damaged. Restore it from a backup, or delete it: ` +
        'then everybody has to log in again.',
    )
  return key
}

/** Of several instances that start at once, the first to link its whole file wins, and all read the same. */
function makeKey(file: string): void {
  const own = `${file}.${process.pid}.new`
  writeFileSync(own, randomBytes(32).toString('hex'), { mode: 0o600 })
  try {
    linkSync(own, file)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  } finally {
    rmSync(own, { force: true })
  }
}
