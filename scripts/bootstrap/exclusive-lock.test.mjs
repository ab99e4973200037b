import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { withExclusiveLock } from './exclusive-lock.mjs'

let folder = ''
const lockFile = () => join(folder, 'inner', 'lock')

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lock-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

test('the second waits, says so once, and runs when the first is done', async () => {
  /** @type {string[]} */
  const order = []
  const onWait = vi.fn()
  const first = withExclusiveLock(
    lockFile(),
    async () => {
      order.push('first begins')
      await new Promise((resolve) => setTimeout(resolve, 500))
      order.push('first ends')
    },
    onWait,
  )
  await withExclusiveLock(lockFile(), async () => order.push('second'), onWait)
  await first
  expect(order).toEqual(['first begins', 'first ends', 'second'])
  expect(onWait).toHaveBeenCalledTimes(1)
})

test('a failure gives the lock back', async () => {
  const failing = withExclusiveLock(
    lockFile(),
    () => Promise.reject(new Error('no')),
    () => undefined,
  )
  await expect(failing).rejects.toThrow('no')
  expect(existsSync(lockFile())).toBe(false)
})

test('the lock of a process that is gone is taken over', async () => {
  const { pid } = spawnSync(process.execPath, ['--version'])
  await withExclusiveLock(
    lockFile(),
    async () => undefined,
    () => undefined,
  )
  writeFileSync(lockFile(), String(pid))
  await expect(
    withExclusiveLock(
      lockFile(),
      async () => 'done',
      () => undefined,
    ),
  ).resolves.toBe('done')
})
