import { expect, test } from 'vitest'
import { runQuietly } from './run-quietly.mjs'

test('gives the standard output of a command that succeeds', async () => {
  await expect(runQuietly('node', ['-e', 'console.log("out"); console.error("warning")'])).resolves.toBe(
    'out\n',
  )
})

test('a failure carries everything that was printed', async () => {
  const failing = runQuietly('node', ['-e', 'console.log("out"); console.error("why"); process.exitCode = 3'])
  await expect(failing).rejects.toMatchObject({
    code: 'COMMAND_FAILED',
    message: expect.stringContaining('exit code 3'),
    output: expect.stringMatching(/out[^]*why|why[^]*out/),
  })
})

test('a command that hangs is ended', async () => {
  const hanging = runQuietly('node', ['-e', 'setInterval(() => {}, 1000)'], { timeoutMs: 300 })
  await expect(hanging).rejects.toThrow('ended by SIGTERM')
})

test('a command that is not there is an error, not a crash', async () => {
  await expect(runQuietly('no-such-command-here', [])).rejects.toMatchObject({ code: 'COMMAND_FAILED' })
})
