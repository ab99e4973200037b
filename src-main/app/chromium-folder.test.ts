import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { chromiumFolder } from './chromium-folder.ts'

function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'rephlo-folder-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

test('Chromium’s files lie in the data folder', () => {
  const data = join(temporaryFolder(), 'new')
  expect(chromiumFolder(data)).toBe(join(data, 'chromium'))
})

test('a data folder that cannot be written does not look like a second start', () => {
  const data = temporaryFolder()
  // A file in the way cannot be written into, whoever runs the test.
  writeFileSync(join(data, 'chromium'), '')
  const folder = chromiumFolder(data)
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  expect(folder.startsWith(join(tmpdir(), 'rephlo-chromium-'))).toBe(true)
  expect(chromiumFolder(data), 'a real second start finds the same lock').toBe(folder)
})
