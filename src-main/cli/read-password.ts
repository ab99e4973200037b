import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import { readStandardInput } from './read-standard-input.ts'

/**
 * A password from the terminal, which does not show it, or the first line of what is piped in. It is never an
 * argument: those are seen by others. Throws `bad_input` on Ctrl+C.
 */
export async function readPassword(): Promise<string> {
  if (!process.stdin.isTTY) return (await readStandardInput()).split(/\r?\n/, 1)[0] ?? ''
  process.stderr.write('Password: ')
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input: process.stdin, output: silent, terminal: true })
  const stopped = new AbortController()
  lines.once('SIGINT', () => stopped.abort())
  try {
    return await lines.question('', { signal: stopped.signal })
  } catch (cause) {
    throw new RephloError('bad_input', 'No password was given.', { cause })
  } finally {
    lines.close()
    process.stderr.write('\n')
  }
}
