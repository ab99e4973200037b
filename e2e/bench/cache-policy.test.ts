import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { cachePolicy } from './cache-policy.ts'
import { UsageError } from './usage-error.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cache-policy-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function file(text: string): Promise<string> {
  const path = join(folder, 'trace.jsonl')
  await writeFile(path, text)
  return path
}

const haiku = { model: 'claude-haiku-5-5', day: '2026-11-21' }
const measure = (given: Record<string, string>) =>
  cachePolicy.run({ runs: undefined, given, progress: () => undefined })

test('two uses within five minutes: a write, a read, and two dynamic parts', async () => {
  const trace = await file('\uFEFF{"at": 60, "space": "a"}\r\n\n{"at": 0, "space": "a"}\n')
  const { figures } = await measure({ ...haiku, trace })
  expect(figures).toEqual({
    runs: 2,
    costUsd: {
      none: 0.0018,
      always5m: 0.00128,
      always1h: 0.00188,
      planned: 0.00128,
      plannedKeepWarm: 0.00128,
      optimum: 0.00128,
      optimumKeepWarm: 0.00128,
    },
  })
})

test('each Space has a prefix of its own, and a prefix below the minimum is not cached', async () => {
  const trace = await file('{"at": 0, "space": "a"}\n{"at": 0, "space": "b"}\n')
  expect((await measure({ ...haiku, trace })).figures).toMatchObject({ costUsd: { always5m: 0.0022 } })
  expect((await measure({ ...haiku, trace, prefix: '500', dynamic: '500' })).figures).toMatchObject({
    costUsd: { always5m: 0.0002, planned: 0.0002 },
  })
})

test('the day and the length of the prompt choose the price', async () => {
  const trace = await file('{"at": 0, "space": "a"}\n{"at": 1, "space": "a"}\n')
  const costOf = async (given: Record<string, string>) => (await measure({ trace, ...given })).figures
  expect(await costOf({ model: 'claude-sonnet-5-5', day: '2026-10-06' })).toMatchObject({
    costUsd: { always5m: 0.0256 },
  })
  expect(await costOf({ model: 'claude-sonnet-5-5', day: '2026-10-07' })).toMatchObject({
    costUsd: { always5m: 0.0248 },
  })
  expect(await costOf({ ...haiku, prefix: '100000' })).toMatchObject({ costUsd: { none: 0.101 } })
})

test('an empty trace costs nothing', async () => {
  expect((await measure({ ...haiku, trace: await file('') })).figures).toMatchObject({
    runs: 0,
    costUsd: { none: 0, planned: 0, optimumKeepWarm: 0 },
  })
})

test.each([
  ['{"at": 1, "space": "a"}\nnot json', /Line 2 of the trace is not JSON/],
  ['{"at": "1", "space": "a"}', /Line 1 .*at:/],
  ['{"at": 1, "space": "a"}\n\n{"at": null, "space": "a"}', /Line 3 .*at:/],
  ['{"at": 1e300, "space": "a"}', /Line 1 .*at:/],
  ['{"at": 1}', /Line 1 .*space:/],
  ['[1, 2]', /Line 1/],
])('%j is refused with the line', async (text, message) => {
  const failure = measure({ ...haiku, trace: await file(text) })
  await expect(failure).rejects.toThrow(UsageError)
  await expect(failure).rejects.toThrow(message)
})

test.each([
  [{}, /--model/],
  [{ model: 'claude-haiku-9', family: 'rare' }, /no model “claude-haiku-9”/],
  [{ ...haiku }, /--trace/],
  [{ ...haiku, family: 'weekly' }, /no family “weekly”/],
  [{ ...haiku, family: 'rare', trace: 'x' }, /either/],
  [{ ...haiku, trace: '/nowhere/trace.jsonl' }, /cannot be read/],
  [{ ...haiku, family: 'rare', prefix: 'many' }, /--prefix/],
  [{ ...haiku, family: 'rare', dynamic: '-1' }, /--dynamic/],
  [{ ...haiku, family: 'rare', groups: '5' }, /--groups/],
  [{ ...haiku, family: 'rare', day: '2026-02-30' }, /--day/],
  [{ ...haiku, family: 'rare', day: '2020-01-01' }, /no price/],
])('%j is wrong use', async (given: Record<string, string>, message) => {
  await expect(measure(given)).rejects.toThrow(message)
  await expect(measure(given)).rejects.toThrow(UsageError)
})

test.each([
  [
    'claude-haiku-5-5',
    'mixed',
    {
      none: 2.241,
      always5m: 1.888,
      always1h: 1.98188,
      planned: 1.30995,
      plannedKeepWarm: 1.2478188,
      optimum: 1.25664,
      optimumKeepWarm: 1.1619192,
    },
  ],
  [
    'gpt-6.1-terra',
    'bursts',
    {
      none: 10.8,
      always5m: 2.9568,
      always1h: 2.3268,
      planned: 2.3364,
      plannedKeepWarm: 1.72756,
      optimum: 2.3024,
      optimumKeepWarm: 1.714696,
    },
  ],
  [
    'gemini-3.8-flash',
    'bursts',
    {
      none: 8.1,
      always5m: 3.83666655,
      always1h: 2.95,
      planned: 2.45,
      plannedKeepWarm: 2.45,
      optimum: 2.421,
      optimumKeepWarm: 2.421,
    },
  ],
])('%s over the %s trace costs what it always did', async (model, family, costUsd) => {
  expect((await measure({ model, family, day: '2026-11-21' })).figures).toMatchObject({ costUsd })
})

test('the command line prints one JSON object, and leaves with 2 for a bad trace', async () => {
  const run = (...more: string[]) =>
    new Promise<{ code: unknown; stdout: string; stderr: string }>((resolve) => {
      execFile(
        process.execPath,
        [join(import.meta.dirname, 'main.ts'), 'cache-policy', '--model', haiku.model, '--json', ...more],
        (error, stdout, stderr) => resolve({ code: error?.code, stdout, stderr }),
      )
    })
  const good = await run('--family', 'rare')
  expect(Object.keys(JSON.parse(good.stdout) as object)).toEqual(['runs', 'costUsd'])
  expect(await run('--trace', await file('{'))).toMatchObject({
    code: 2,
    stdout: '',
    stderr: expect.stringContaining('Line 1') as string,
  })
})
