import { execFile } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { withFolderLock } from './folder-lock.ts'

let folder: string
let file: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rephlo-lock-'))
  file = join(folder, 'dedicated-login.lock')
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** A process that adds one to a number in a file, slowly, under the lock. */
const counting = `
  import { readFileSync, writeFileSync } from 'node:fs'
  import { setTimeout } from 'node:timers/promises'
  import { withFolderLock } from ${JSON.stringify(join(import.meta.dirname, 'folder-lock.ts'))}
  const [folder, file] = process.argv.slice(1)
  for (let count = 0; count < 5; count += 1) await withFolderLock(folder, async () => {
    const before = Number(readFileSync(file, 'utf8'))
    await setTimeout(5)
    writeFileSync(file, String(before + 1))
  })`

test('processes do their work one after another', async () => {
  const counter = join(folder, 'counter')
  writeFileSync(counter, '0')
  await Promise.all(
    Array.from({ length: 4 }, () =>
      promisify(execFile)(process.execPath, ['--input-type=module', '-e', counting, folder, counter]),
    ),
  )
  expect(readFileSync(counter, 'utf8')).toBe('20')
  expect(readdirSync(folder)).toEqual(['counter'])
})

test('what a process left behind that died is taken over, by one alone', async () => {
  writeFileSync(file, 'a process that died')
  const longAgo = new Date(Date.now() - 16_000)
  utimesSync(file, longAgo, longAgo)
  let inside = 0
  let most = 0
  const work = async () => {
    most = Math.max(most, (inside += 1))
    await sleep(10)
    inside -= 1
  }
  await Promise.all(Array.from({ length: 5 }, () => withFolderLock(folder, work)))
  expect(most).toBe(1)
  expect(readdirSync(folder)).toEqual([])
})

test('work that takes longer than a lock lives keeps it all the same', async () => {
  let isOver = false
  const slow = withFolderLock(folder, () => sleep(3_000).then(() => (isOver = true)), { staleMs: 2_000 })
  await expect.poll(() => existsSync(file)).toBe(true)
  const sawEnd = await withFolderLock(folder, () => Promise.resolve(isOver), { staleMs: 2_000 })
  expect(sawEnd).toBe(true)
  await slow
})

test('who waits too long is told, and the other keeps the lock', async () => {
  await withFolderLock(folder, async () => {
    await expect(withFolderLock(folder, () => Promise.resolve(), { patienceMs: 120 })).rejects.toMatchObject({
      code: 'timeout',
      retryable: true,
    })
    expect(existsSync(file)).toBe(true)
  })
})

test('a failure lets go, and a folder that cannot be written keeps nobody from working', async () => {
  await expect(withFolderLock(folder, () => Promise.reject(new Error('no')))).rejects.toThrow('no')
  expect(existsSync(file)).toBe(false)
  expect(await withFolderLock(join(folder, 'nowhere'), () => Promise.resolve('done'))).toBe('done')
})
