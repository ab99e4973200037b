import { createInterface } from 'node:readline/promises'
import { Writable, type Readable } from 'node:stream'
import { text } from 'node:stream/consumers'

/** Where a password comes from, and where is told what is asked for. */
export interface PasswordPlace {
  readonly input: Readable & { readonly isTTY?: boolean }
  readonly told: Writable
}

/**
 * Reads a new password: from a terminal twice, without showing it, or from what is piped
 * in (its first line). Throws when the two differ.
 */
export async function readPassword(
  { input, told }: PasswordPlace = { input: process.stdin, told: process.stderr },
): Promise<string> {
  if (input.isTTY !== true) return (await text(input)).split(/\r?\n/, 1)[0] ?? ''
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() })
  const lines = createInterface({ input, output: silent, terminal: true })
  const ask = async (prompt: string): Promise<string> => {
    told.write(prompt)
    return await lines.question('').finally(() => told.write('\n'))
  }
  try {
    const password = await ask('New password: ')
    if ((await ask('The same again: ')) !== password)
      throw new Error('The two passwords differ. Nothing was changed.')
    return password
  } finally {
    lines.close()
  }
}
