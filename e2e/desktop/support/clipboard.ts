import { spawn, type ChildProcess } from 'node:child_process'
import { expect } from 'playwright/test'
import { endProcess } from './end-process.ts'
import { runProgram } from './run-program.ts'

export type Selection = 'clipboard' | 'primary'

/** What another program gets when it asks for the clipboard. */
export async function readSelection(selection: Selection, target = 'UTF8_STRING'): Promise<Buffer> {
  return await runProgram('xclip', ['-selection', selection, '-t', target, '-o'])
}

/** A selection that a real program fills and goes on serving until it is disposed of or another one takes over. */
export class HeldSelection implements AsyncDisposable {
  readonly content: Buffer
  readonly #owner: ChildProcess
  readonly #selection: Selection
  readonly #target: string

  private constructor(owner: ChildProcess, selection: Selection, target: string, content: Buffer) {
    this.#owner = owner
    this.#selection = selection
    this.#target = target
    this.content = content
  }

  static async hold(selection: Selection, target: string, content: Buffer): Promise<HeldSelection> {
    const owner = spawn('xclip', ['-quiet', '-selection', selection, '-t', target, '-i'], {
      stdio: ['pipe', 'ignore', 'ignore'],
    })
    owner.stdin.end(content)
    const held = new HeldSelection(owner, selection, target, content)
    await expect
      .poll(() => held.isUnchanged().catch(() => false), { message: 'xclip owns the selection' })
      .toBe(true)
    return held
  }

  /** Whether other programs still get the same bytes, whoever serves them now. */
  async isUnchanged(): Promise<boolean> {
    return (await readSelection(this.#selection, this.#target)).equals(this.content)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await endProcess(this.#owner)
  }
}
