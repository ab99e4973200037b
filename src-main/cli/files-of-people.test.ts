import { execFileSync, spawn } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const entry = join(import.meta.dirname, '..', 'cli.ts')
const cases = join(import.meta.dirname, '../../e2e/cases/F30-files-of-windows')
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'rephlo-files-'))
})

afterEach(() => rmSync(folder, { recursive: true, force: true }))

interface Outcome {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

/** Runs the command line with Practice, which needs no network. */
function rephlo(args: readonly string[], input: string | Uint8Array): Promise<Outcome> {
  const env = { PATH: process.env.PATH, HOME: folder, REPHLO_DATA_DIR: folder, REPHLO_PRACTICE_PACE_MS: '0' }
  const child = spawn(process.execPath, [entry, 'run', ...args, '--provider', 'practice'], { env })
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk))
  child.stdin.on('error', () => undefined).end(input)
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output, errors })))
}

test('UTF-16 on standard input is text', async () => {
  const { code, output, errors } = await rephlo(['fix'], readFileSync(join(cases, 'utf16.txt')))
  expect(errors).toBe('')
  expect(output).toMatch(/^a b\.?\n$/i)
  expect(code).toBe(0)
})

test.each([
  ['a\r\nb\r\n', '\r\n'],
  ['a\nb\n', '\n'],
  ['a', '\n'],
])('the answer to %j ends with the line end of the text', async (text, end) => {
  const { output } = await rephlo(['fix'], text)
  expect(/\r?\n$/.exec(output)?.[0]).toBe(end)
})

test('a conversation with a byte order mark is read, in UTF-8 and in UTF-16', async () => {
  const utf8 = join(folder, 'utf8.json')
  const utf16 = join(folder, 'utf16.json')
  copyFileSync(join(cases, 'conversation.json'), utf8)
  writeFileSync(utf16, Buffer.from(readFileSync(utf8, 'utf8'), 'utf16le'))
  for (const file of [utf8, utf16]) {
    const { code, errors } = await rephlo(['ask', '--conversation', file, '--instructions', 'And?'], '')
    expect(errors).toBe('')
    expect(code).toBe(0)
  }
})

test.each([
  ['a pipe', 'is a pipe, not a file', (path: string) => execFileSync('mkfifo', [path])],
  ['nothing', 'cannot be read', () => undefined],
  ['Latin-1', 'encoding UTF-8', (path: string) => writeFileSync(path, Buffer.from('["ä"]', 'latin1'))],
])('a conversation that is %s is refused with the reason', async (_what, reason, make) => {
  const file = join(folder, 'conversation')
  make(file)
  const { code, errors } = await rephlo(['ask', '--conversation', file, '--instructions', 'And?'], '')
  expect(errors).toContain(reason)
  expect(code).toBe(2)
})
