import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeFolder } from '../storage/make-folder.ts'

/**
 * Where Chromium keeps its own files: in the data folder, or in a temporary folder when that cannot be
 * written, because Chromium would take the missing lock for another Rephlo that runs already.
 */
export function chromiumFolder(dataFolder: string): string {
  const folder = join(dataFolder, 'chromium')
  const probe = join(folder, `probe-${process.pid}`)
  try {
    makeFolder(folder)
    writeFileSync(probe, 'Rephlo tries whether it can write here.')
    rmSync(probe)
    return folder
  } catch {
    return temporaryFolder(dataFolder)
  }
}

/**
 * The same folder for the same data, so that a second start is noticed;
 * another one when somebody else's is in its place.
 */
function temporaryFolder(dataFolder: string): string {
  const folder = join(
    tmpdir(),
    `rephlo-chromium-${createHash('sha256').update(dataFolder).digest('hex').slice(0, 12)}`,
  )
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const found = lstatSync(folder)
  const isOurs = found.isDirectory() && (process.getuid === undefined || found.uid === process.getuid())
  return isOurs ? folder : mkdtempSync(join(tmpdir(), 'rephlo-chromium-'))
}
