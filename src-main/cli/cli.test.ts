import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { createProviderLab, type ProviderLab } from '../../e2e/provider-lab/create-provider-lab.ts'
import { refusedLines } from './__fixtures__/refused-lines.ts'

const entry = join(import.meta.dirname, '..', 'cli.ts')
const key = 'sk-ant-lab-0123456789abcdef'
const finishedSchema = z.looseObject({
  type: z.literal('finished'),
  usage: z.object({
    uncachedInputTokens: z.number(),
    cacheReadTokens: z.number(),
    cacheWriteTokens: z.object({ fiveMinutes: z.number(), oneHour: z.number() }),
    outputTokens: z.number(),
  }),
  cost: z.object({ actualUsd: z.number(), uncachedUsd: z.number(), savedUsd: z.number() }),
  cache: z.object({ status: z.string() }),
})

let lab: ProviderLab
let folder: string

interface Outcome {
  readonly code: number | null
  readonly output: string
  readonly errors: string
}

/** Runs the command line as a person would, with nothing of the surroundings but what is given. */
function rephlo(
  args: readonly string[],
  options: { input?: string | Uint8Array; key?: string; dataFolder?: string } = {},
): Promise<Outcome> {
  const environment = {
    PATH: process.env.PATH,
    NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE,
    HOME: folder,
    REPHLO_DATA_DIR: options.dataFolder ?? join(folder, 'data'),
    REPHLO_PRACTICE_PACE_MS: '0',
    ANTHROPIC_API_KEY: options.key,
  }
  const child = spawn(process.execPath, [entry, ...args], { env: environment, stdio: 'pipe' })
  let output = ''
  let errors = ''
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (output += chunk))
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk))
  child.stdin.on('error', () => undefined).end(options.input ?? '')
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output, errors })))
}

const withLab = (...args: string[]) => ['run', ...args, '--provider', 'anthropic', '--base-url', lab.url]
const lastEvent = (output: string): unknown => JSON.parse(output.trim().split('\n').at(-1) ?? '')

beforeAll(async () => {
  lab = await createProviderLab()
  folder = mkdtempSync(join(tmpdir(), 'rephlo-cli-'))
  for (const [space, names] of [
    ['one', ['b.md', 'a.md']],
    ['two', ['a.md', 'b.md']],
  ] as const) {
    mkdirSync(join(folder, space))
    for (const name of names)
      writeFileSync(
        join(folder, space, name),
        `${name} says that parcels leave at four. `.repeat(150) + (space === 'one' ? '\r\n' : ''),
      )
  }
})

beforeEach(() => lab.journal.clear())

afterAll(async () => {
  await lab.close()
  rmSync(folder, { recursive: true, force: true })
})

test('the answer streams to standard output and nothing else is there', async () => {
  lab.answerWith('The text, fixed.')
  const { code, output, errors } = await rephlo(withLab('fix'), { input: 'Teh text.\n', key })
  expect({ code, output, errors }).toEqual({ code: 0, output: 'The text, fixed.\n', errors: '' })
  lab.answerWith(undefined)
})

test('--json ends with usage, cost and cache status; the second run on the same documents reads the cache', async () => {
  // Whose cache no other test has warmed.
  const key = 'sk-ant-lab-json'
  const cold = finishedSchema.parse(
    lastEvent(
      (await rephlo(withLab('fix', '--json', '--space-dir', join(folder, 'one')), { input: 'a', key }))
        .output,
    ),
  )
  const warm = finishedSchema.parse(
    lastEvent(
      (await rephlo(withLab('shorten', '--json', '--space-dir', join(folder, 'two')), { input: 'b', key }))
        .output,
    ),
  )
  expect(cold).toMatchObject({ cache: { status: 'write' } })
  expect(cold.cost.savedUsd).toBeLessThan(0)
  expect(warm).toMatchObject({ cache: { status: 'hit' } })
  expect(warm.usage.cacheReadTokens).toBe(cold.usage.cacheWriteTokens.fiveMinutes)
  expect(warm.cost.savedUsd).toBeCloseTo(warm.cost.uncachedUsd - warm.cost.actualUsd, 9)
})

test('the request carries documents in system, marked at their end, and nothing at the top level', async () => {
  await rephlo(withLab('fix', '--space-dir', join(folder, 'one')), { input: 'a', key })
  const body = z
    .looseObject({ system: z.array(z.looseObject({ text: z.string() })), messages: z.array(z.unknown()) })
    .parse(lab.journal.entries.at(-1)?.body)
  expect(body).not.toHaveProperty('cache_control')
  expect(body.system.map((block) => 'cache_control' in block)).toEqual([false, true, true])
  expect(body.system[1]?.text).toContain('title="a"')
  expect(JSON.stringify(body.messages)).not.toContain('cache_control')
})

test.each([
  ['a wrong key', { kind: 'error', status: 401 }, /key/i],
  ['a rate limit', { kind: 'error', status: 429, retryAfterSeconds: 60 }, /wait 60 seconds/],
  ['an overloaded vendor', { kind: 'error', status: 529 }, /overloaded|busy/i],
  ['a cut stream', { kind: 'cut', afterChunks: 2 }, /cut|interrupted/i],
] as const)('%s ends with 1 and says what to do', async (_name, scenario, message) => {
  // A busy vendor is tried again, so it stays busy for all of the attempts.
  lab.scenarios.add(scenario, 3)
  const { code, output, errors } = await rephlo(withLab('fix', '--json'), {
    input: 'a text that is long enough',
    key,
  })
  lab.scenarios.clear()
  expect(code).toBe(1)
  expect(errors).toMatch(message)
  expect(lastEvent(output)).toMatchObject({ type: 'failed' })
  expect(output + errors).not.toContain(key)
})

test('no network ends with 1 and names the address', async () => {
  const { code, errors } = await rephlo(
    ['run', 'fix', '--provider', 'anthropic', '--base-url', 'http://127.0.0.1:9'],
    { input: 'a', key },
  )
  expect(code).toBe(1)
  expect(errors).toContain('127.0.0.1')
})

test.each(refusedLines)(
  '%s is answered with a message and the right exit code',
  async (_name, args, input, code, message) => {
    const outcome = await rephlo([...args], { input, key })
    expect(outcome.errors).toMatch(message)
    expect(outcome.code).toBe(code)
    expect(outcome.output).toBe('')
  },
)

test('a run that is killed is not forgotten: it counts as failed, and its cost as unknown', async () => {
  const dataFolder = join(folder, 'killed')
  lab.scenarios.add({ kind: 'slow', firstByteMs: 10_000 })
  const child = spawn(process.execPath, [entry, ...withLab('fix')], {
    env: { PATH: process.env.PATH, HOME: folder, REPHLO_DATA_DIR: dataFolder, ANTHROPIC_API_KEY: key },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.stdin.end('a text')
  await expect.poll(() => lab.journal.entries.length).toBe(1)
  child.kill('SIGKILL')
  await new Promise((resolve) => child.once('close', resolve))
  const { output } = await rephlo(['stats', '--json'], { dataFolder })
  expect(JSON.parse(output)).toMatchObject({ runs: 1, failedRuns: 1, unknownCostRuns: 1, actualUsd: null })
  expect((await rephlo(['stats'], { dataFolder })).output).toMatch(/Cost +unknown/)
})

test('a run that is refused before it starts is told as an event, too', async () => {
  const { code, output, errors } = await rephlo(['run', 'fix', '--json'])
  expect(code).toBe(1)
  expect(lastEvent(output)).toMatchObject({ type: 'failed', error: { code: 'empty_text' } })
  expect(errors).toContain('standard input')
})

test('an answer that the model’s limit cuts is told', async () => {
  lab.answerWith('A long answer. '.repeat(60_000))
  const { errors } = await rephlo(withLab('fix'), { input: 'a text', key })
  expect(errors).toContain('ends too early')
  lab.answerWith(undefined)
})

test('the same documents give the same system blocks, whatever their line ends, forms and endings', async () => {
  const copies = [
    ['Café.md', 'Café au lait.\nMore.\n'.repeat(300)],
    ['Cafe\u0301.txt', `\uFEFF${'Cafe\u0301 au lait.\r\nMore.\r\n'.repeat(300)}\n\n`],
  ] as const
  const blocks: string[] = []
  for (const [index, [name, text]] of copies.entries()) {
    mkdirSync(join(folder, `copy${index}`))
    writeFileSync(join(folder, `copy${index}`, name), text)
    await rephlo(withLab('fix', '--space-dir', join(folder, `copy${index}`)), { input: 'a', key })
    blocks.push(
      JSON.stringify(z.looseObject({ system: z.unknown() }).parse(lab.journal.entries.at(-1)?.body).system),
    )
  }
  expect(blocks[1]).toBe(blocks[0])
})

test('a data folder where none can be made ends with a message, also below /proc', async () => {
  const { code, errors } = await rephlo(['stats'], { dataFolder: '/proc/rephlo/data' })
  expect(code).toBe(1)
  expect(errors).toMatch(/cannot create its data folder/)
})

test('a reader that goes away stops the run without a crash', async () => {
  const child = spawn('sh', ['-c', '"$0" "$1" run improve | head -c 1', process.execPath, entry], {
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      REPHLO_DATA_DIR: join(folder, 'pipe'),
      REPHLO_PRACTICE_PACE_MS: '2',
    },
    stdio: 'pipe',
  })
  let errors = ''
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (errors += chunk))
  child.stdin.end('Words and more words. '.repeat(2_000))
  await new Promise((resolve) => child.once('close', resolve))
  expect(errors).not.toContain('EPIPE')
  const { output } = await rephlo(['stats', '--json'], { dataFolder: join(folder, 'pipe') })
  expect(JSON.parse(output)).toMatchObject({ practice: { runs: 1, cancelledRuns: 1 } })
})

test('an empty data folder is not the current one', async () => {
  await rephlo(['commands', '--data-dir', ''], { dataFolder: join(folder, 'named') })
  expect(existsSync(join(folder, 'named', 'rephlo.sqlite'))).toBe(true)
})

test('a 1 MB text runs once it is allowed', async () => {
  const { code } = await rephlo(['run', 'summarize', '--allow-large'], {
    input: 'Words and more words. '.repeat(48_000),
  })
  expect(code).toBe(0)
})

test('stats add up over processes, real money and practice apart', async () => {
  const dataFolder = join(folder, 'stats')
  await rephlo(withLab('fix', '--space-dir', join(folder, 'one')), { input: 'a', key, dataFolder })
  await rephlo(['run', 'fix', '--space-dir', join(folder, 'one')], { input: 'a', dataFolder })
  await rephlo(['run', 'shorten', '--space-dir', join(folder, 'one')], { input: 'a', dataFolder })
  const { output } = await rephlo(['stats', '--json'], { dataFolder })
  expect(JSON.parse(output)).toMatchObject({
    runs: 1,
    practice: { runs: 2, hitRuns: 1, requestHitRate: 0.5 },
  })
})

test('the demo shows a cold and a warm run and where the data lie', async () => {
  const dataFolder = join(folder, 'demo')
  const { code, output } = await rephlo(['demo'], { dataFolder })
  expect(code).toBe(0)
  expect(output).toContain('1. cold')
  expect(output).toContain('2. warm')
  expect(output).toContain(dataFolder)
})

test('commands lists the shipped ids', async () => {
  const { output } = await rephlo(['commands', '--json'])
  expect(
    z
      .array(z.object({ id: z.string() }))
      .parse(JSON.parse(output))
      .map(({ id }) => id),
  ).toEqual(['fix', 'improve', 'shorten', 'summarize', 'explain', 'translate', 'reply', 'ask'])
})
