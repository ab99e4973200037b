import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Runs a program to its end and gives what it printed. Throws when it fails, with what it wrote to standard error. */
export async function runProgram(command: string, args: readonly string[]): Promise<Buffer> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const printed: Buffer[] = []
  let complaints = ''
  child.stdout.on('data', (part: Buffer) => printed.push(part))
  child.stderr.on('data', (part: Buffer) => (complaints += part.toString()))
  await once(child, 'close')
  if (child.exitCode !== 0)
    throw new Error(`${command} ${args.join(' ')} ended with ${child.exitCode ?? 'a signal'}. ${complaints}`)
  return Buffer.concat(printed)
}
