import { spawn, type ChildProcess } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect } from 'playwright/test'
import { readSelection } from './clipboard.ts'
import { endProcess } from './end-process.ts'
import { pressKeys } from './keyboard.ts'
import { runProgram } from './run-program.ts'

/** A real editor of another program, with a file open. */
export class Mousepad implements AsyncDisposable {
  readonly #process: ChildProcess
  readonly #path: string
  readonly #window: string

  private constructor(process: ChildProcess, path: string, window: string) {
    this.#process = process
    this.#path = path
    this.#window = window
  }

  /** Opens a new file with this text and gives it the keyboard. */
  static async open(folder: string, text: string): Promise<Mousepad> {
    const path = join(folder, `letter-${randomUUID()}.txt`)
    await writeFile(path, text)
    const process = spawn('mousepad', ['--disable-server', path], { stdio: 'ignore' })
    let window = ''
    await expect
      .poll(async () => (window = await findWindow(basename(path))), { message: 'Mousepad opens' })
      .not.toBe('')
    const mousepad = new Mousepad(process, path, window)
    await mousepad.activate()
    return mousepad
  }

  async activate(): Promise<void> {
    await expect(async () => {
      await runProgram('xdotool', ['windowactivate', '--sync', this.#window])
      expect(await this.hasKeyboard()).toBe(true)
    }).toPass()
  }

  async hasKeyboard(): Promise<boolean> {
    return (await activeWindow()) === this.#window
  }

  /** Ctrl+A; done when the selection can be read by others. Pressed again while Mousepad does not listen yet. */
  async selectAll(): Promise<void> {
    const text = await readFile(this.#path, 'utf8')
    await expect(async () => {
      await pressKeys('ctrl+a')
      await expect
        .poll(async () => String(await readSelection('primary').catch(() => '')) === text, { timeout: 5_000 })
        .toBe(true)
    }).toPass()
  }

  /** Ctrl+S until the file has this text and nothing else. */
  async expectSaved(text: string): Promise<void> {
    await this.activate()
    await pressKeys('ctrl+s')
    await expect
      .poll(() => readFile(this.#path, 'utf8'), { message: 'the text that Mousepad saved' })
      .toBe(text)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await endProcess(this.#process)
  }
}

async function findWindow(title: string): Promise<string> {
  const found = await runProgram('xdotool', ['search', '--onlyvisible', '--name', title]).catch(() => '')
  return String(found).trim().split('\n')[0] ?? ''
}

async function activeWindow(): Promise<string> {
  return String(await runProgram('xdotool', ['getactivewindow']).catch(() => '')).trim()
}
