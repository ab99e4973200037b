import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { expect, test } from 'vitest'
import { memoryOfTree, parseMemory, parseParent, treeOf } from './process-memory.ts'

test('a process’s name may hold spaces and brackets without hiding its parent', () => {
  expect(parseParent('4242 (electron) S 17 4242 4242 0')).toBe(17)
  expect(parseParent('4242 (a) R 99 (b c) S 17 4242 4242 0')).toBe(17)
})

const rollup = `55d0c7e00000-7ffd5c9ff000 ---p 00000000 00:00 0                          [rollup]
Rss:              204800 kB
Pss:              102400 kB
Pss_Dirty:         51200 kB
Shared_Clean:      10240 kB
`

test('memory comes from the whole figures, not from lines that begin alike', () => {
  expect(parseMemory(rollup)).toEqual({ rss: 200, pss: 100 })
  expect(() => parseMemory(rollup.replace('Rss', 'Xss'))).toThrow('no Rss')
})

test('a tree has grandchildren and no strangers', () => {
  const parents = new Map([
    [2, 1],
    [3, 2],
    [4, 3],
    [5, 1],
    [6, 99],
  ])
  expect(treeOf(2, parents)).toEqual([2, 3, 4])
})

test.runIf(process.platform === 'linux')('a real child is counted with its parent', async () => {
  const alone = await memoryOfTree(process.pid)
  const child = spawn(process.execPath, ['-e', 'process.stdout.write("up"); setInterval(() => {}, 1000)'])
  await once(child.stdout, 'data')
  const together = await memoryOfTree(process.pid)
  expect(together.rss - alone.rss).toBeGreaterThan(20)
  const ended = once(child, 'exit')
  child.kill()
  await ended
})
