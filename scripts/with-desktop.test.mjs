import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'

const script = join(dirname(fileURLToPath(import.meta.url)), 'with-desktop.mjs')

/**
 * @param {string} shellCommand
 * @param {NodeJS.ProcessEnv} [extra]
 */
function start(shellCommand, extra = {}) {
  const env = { ...process.env, REPHLO_PRIVATE_DESKTOP: '', ...extra }
  const child = spawn(process.execPath, [script, 'sh', '-c', shellCommand], {
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const result = { output: '', errors: '' }
  child.stdout.on('data', (chunk) => (result.output += chunk))
  child.stderr.on('data', (chunk) => (result.errors += chunk))
  /** @type {Promise<{ output: string, errors: string, exitCode: number | null }>} */
  const ended = new Promise((resolve) => child.on('close', (exitCode) => resolve({ ...result, exitCode })))
  return { child, result, ended }
}

test('returns the exit code and leaves nothing behind', async () => {
  const { output, exitCode } = await start('echo "$XDG_DATA_HOME"; echo "$DISPLAY"; exit 7').ended
  const [dataFolder = '', display = ''] = output.split('\n')
  expect(exitCode).toBe(7)
  expect(existsSync(dirname(dataFolder))).toBe(false)
  expect(existsSync(`/tmp/.X11-unix/X${display.slice(1)}`)).toBe(false)
})

test('two desktops at once do not meet', async () => {
  const runs = [
    start('echo $DISPLAY $DBUS_SESSION_BUS_ADDRESS; sleep 1').ended,
    start('echo $DISPLAY $DBUS_SESSION_BUS_ADDRESS; sleep 1').ended,
  ]
  const [first, second] = (await Promise.all(runs)).map(({ output }) => output.trim().split(' '))
  expect(first?.[0]).not.toBe(second?.[0])
  expect(first?.[1]).not.toBe(second?.[1])
})

test('an interruption ends the command and tears the desktop down', async () => {
  const { child, result, ended } = start('echo "$XDG_DATA_HOME"; exec sleep 60')
  await expect.poll(() => result.output).toContain('/data')
  child.kill('SIGTERM')
  expect((await ended).exitCode).toBe(143)
  expect(existsSync(dirname(result.output.trim()))).toBe(false)
})

test('says which part did not come up', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'broken-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  symlinkSync('/bin/false', join(folder, 'openbox'))
  const { errors, exitCode } = await start('echo never', { PATH: `${folder}:${process.env['PATH']}` }).ended
  expect(exitCode).toBe(1)
  expect(errors).toContain('openbox ended before it was ready')
})
