import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Desktop } from './desktop.ts'
import { until } from './until.ts'

const text =
  'Their are three thing we has to discuss before friday: the budget, the hiring plan and the new office.\n'.repeat(
    5,
  )

const settleMs = 200

/** Another program with selected text: a real Mousepad with a file. */
export interface SourceProgram extends AsyncDisposable {
  readonly window: number
}

/** Opens Mousepad on a file in this folder and selects its text. */
export async function openSourceProgram(desktop: Desktop, folder: string): Promise<SourceProgram> {
  const file = join(folder, 'message.txt')
  await writeFile(file, text)
  const child = spawn('mousepad', ['--disable-server', file], { stdio: 'ignore' })
  await once(child, 'spawn')
  const window = await desktop.untilActive('mousepad')
  await selectAll(desktop, window)
  return {
    window,
    [Symbol.asyncDispose]: async () => {
      const exit = once(child, 'exit')
      child.kill('SIGKILL')
      await exit
    },
  }
}

/** A window that has just come up may not take keys yet, so they are pressed until the selection is Mousepad's. */
async function selectAll(desktop: Desktop, window: number): Promise<void> {
  const { connection } = desktop
  const primary = await connection.atom('PRIMARY')
  await until('Mousepad to select its text', async () => {
    await desktop.selectAll()
    await delay(settleMs)
    const owner = await connection.ask<number>((client, callback) =>
      client.GetSelectionOwner(primary, callback),
    )
    return connection.isSameConnection(owner, window) ? true : undefined
  })
}
