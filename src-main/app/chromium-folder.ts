import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/**
 * Where Chromium keeps its own files: in the data folder, or in a temporary folder when that cannot be written, because
 * Chromium would take the missing lock for another Rephlo that runs already.
 */
export function chromiumFolder(dataFolder: string): string {
  const folder = join(dataFolder, 'chromium')
  const probe = join(folder, `probe-${process.pid}`)
  try {
    mkdirSync(folder, { recursive: true })
    writeFileSync(probe, 'Rephlo tries whether it can write here.')
    rmSync(probe)
    return folder
  } catch {
    return mkdtempSync(join(tmpdir(), 'rephlo-chromium-'))
  }
}
