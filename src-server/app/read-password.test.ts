import { PassThrough } from 'node:stream'
import { text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { readPassword } from './read-password.ts'

/** Somebody at a terminal who answers each prompt with the next line; resolves to what was shown as well. */
async function typed(
  ...lines: readonly string[]
): Promise<{ readonly password: Promise<string>; readonly shown: string }> {
  const [input, told] = [Object.assign(new PassThrough(), { isTTY: true }), new PassThrough()]
  const left = [...lines]
  told.on('data', (part: Buffer) => part.toString().endsWith(': ') && input.write(`${left.shift() ?? ''}\n`))
  const shown = text(told)
  const password = readPassword({ input, told })
  await password.catch(() => undefined)
  told.end()
  return { password, shown: await shown }
}

test('a password that is typed must be typed twice, and is not shown', async () => {
  const [same, other] = [await typed('a password', 'a password'), await typed('a password', 'a passwort')]
  expect(await same.password).toBe('a password')
  expect(same.shown).toBe('New password: \nThe same again: \n')
  await expect(other.password).rejects.toThrow('The two passwords differ. Nothing was changed.')
})

test('of what is piped in the first line is taken', async () => {
  const input = new PassThrough().end('a password\r\nnot this')
  expect(await readPassword({ input, told: new PassThrough() })).toBe('a password')
})
