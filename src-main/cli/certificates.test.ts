import { execFileSync, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const entry = join(import.meta.dirname, '..', 'cli.ts')
const makeFile = join(import.meta.dirname, '../../e2e/cases/F22-certificates/make.sh')
let folder: string
let port: number
let connections = 0
let close: () => Promise<void>

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rephlo-certificates-'))
  execFileSync('bash', [makeFile], { cwd: folder, stdio: 'ignore' })
  const [key, cert] = ['k.pem', 'c.pem'].map((name) => readFileSync(join(folder, name)))
  const server = createServer({ key, cert }, (_request, response) => {
    const chunk = {
      id: 'c',
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta: { content: 'Hi.' } }],
    }
    const end = { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: 'stop' }] }
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.end(
      [chunk, end].map((each) => `data: ${JSON.stringify(each)}\n\n`).join('') + 'data: [DONE]\n\n',
    )
  })
  server.on('connection', () => (connections += 1))
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve))
  port = (server.address() as AddressInfo).port
  close = () => new Promise((resolve) => void server.close(() => resolve()))
}, 120_000)

afterAll(async () => {
  await close()
  rmSync(folder, { recursive: true, force: true })
})

/** One run on the server with a certificate of its own, and how often it was tried. */
async function run(more: Record<string, string>) {
  const before = connections
  const address = ['--provider', 'openai-compatible', '--base-url', `https://localhost:${port}/v1`]
  const env = { PATH: process.env.PATH, HOME: folder, REPHLO_DATA_DIR: folder, ...more }
  const child = spawn(process.execPath, [entry, 'run', 'fix', '--model', 'm', ...address], { env })
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk))
  child.stdin.on('error', () => undefined).end('hi')
  const code = await new Promise((resolve) => child.once('close', resolve))
  return { code, output, errors, attempts: connections - before }
}

test('a certificate that is not trusted is told with how to trust it, after one attempt', async () => {
  const { code, errors, attempts } = await run({})
  expect(errors).toMatch(/certificate of .* is not trusted/)
  expect(errors).toContain('NODE_EXTRA_CA_CERTS')
  expect(attempts).toBe(1)
  expect(code).toBe(1)
})

test('once it is trusted as the sentence says, the server answers', async () => {
  const { code, output, errors } = await run({ NODE_EXTRA_CA_CERTS: join(folder, 'c.pem') })
  expect(errors).toBe('')
  expect(output).toBe('Hi.\n')
  expect(code).toBe(0)
})
