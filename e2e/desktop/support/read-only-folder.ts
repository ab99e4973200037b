import { chmod, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from './run-program.ts'

const isRoot = process.getuid?.() === 0

/** Makes a folder and all in it read-only while something is done. Root may write whatever the permissions say, so for root it is mounted so. */
export async function whileReadOnly(folder: string, work: () => Promise<void>): Promise<void> {
  await (isRoot ? mountReadOnly(folder) : changeAll(folder, 0o555, 0o444))
  try {
    await work()
  } finally {
    await (isRoot ? runProgram('umount', ['--lazy', folder]) : changeAll(folder, 0o755, 0o644))
  }
}

async function mountReadOnly(folder: string): Promise<void> {
  await runProgram('mount', ['--bind', folder, folder])
  await runProgram('mount', ['-o', 'remount,bind,ro', folder])
}

async function changeAll(folder: string, folderMode: number, fileMode: number): Promise<void> {
  await chmod(folder, 0o755)
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) await changeAll(path, folderMode, fileMode)
    else if (entry.isFile()) await chmod(path, fileMode)
  }
  await chmod(folder, folderMode)
}
