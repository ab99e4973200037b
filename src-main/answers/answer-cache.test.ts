import { spawn } from 'node:child_process'
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { AnswerCache, type FinishedAnswer } from './answer-cache.ts'

const hour = 3_600_000
const now = 1_800_000_000_000
const answer: FinishedAnswer = {
  text: 'The text, corrected.',
  stopReason: 'end',
  scope: 's1',
  usage: { uncachedInputTokens: 10, outputTokens: 4 },
  cost: 1_200,
}

let folder: string
let cache: AnswerCache
const reports: string[] = []

beforeEach(() => {
  folder = join(mkdtempSync(join(tmpdir(), 'rephlo-answers-')), 'cache')
  cache = open()
  reports.length = 0
})

afterEach(() => {
  cache[Symbol.dispose]()
  rmSync(join(folder, '..'), { recursive: true, force: true })
})

function open(mostBytes?: number): AnswerCache {
  return new AnswerCache({ folder, mostBytes, report: (message) => reports.push(message) })
}

test('an answer is served until its lifetime ends, with what it had cost', () => {
  expect(cache.store('k', answer, hour, now)).toBe(true)
  expect(cache.find('k', now + hour - 1)).toEqual({
    text: answer.text,
    usage: answer.usage,
    cost: 1_200,
    storedAt: now,
    expiresAt: now + hour,
  })
  expect(cache.find('other', now)).toBeUndefined()
  expect(cache.find('k', now + hour)).toBeUndefined()
  expect(cache.stats()).toEqual({
    hits: 1,
    misses: 2,
    savedCost: 1_200,
    unknownSavings: 0,
    entries: 0,
    bytes: 0,
  })
})

test('looking whether an answer is kept counts nothing', () => {
  cache.store('k', answer, hour, now)
  expect([
    cache.has('k', now),
    cache.has('k', now + hour),
    cache.has('k', now - hour),
    cache.has('x', now),
  ]).toEqual([true, false, false, false])
  expect(cache.stats()).toMatchObject({ hits: 0, misses: 0, entries: 1 })
})

test('counts, answers and unknown savings survive a restart', () => {
  cache.store('k', { ...answer, cost: undefined, usage: undefined }, hour, now)
  cache.find('k', now)
  cache[Symbol.dispose]()
  cache = open()
  const kept = cache.find('k', now + 1)
  expect(kept?.cost).toBeUndefined()
  expect(kept?.usage).toBeUndefined()
  expect(cache.stats()).toMatchObject({ hits: 2, savedCost: 0, unknownSavings: 2, bytes: 20 })
})

test.each([
  ['cut at the limit', { ...answer, stopReason: 'length' as const }, hour],
  ['refused', { ...answer, stopReason: 'refusal' as const }, hour],
  ['of unknown end', { ...answer, stopReason: 'other' as const }, hour],
  ['empty', { ...answer, text: ' \n' }, hour],
  ['kept for no time', answer, 0],
  ['kept for a senseless time', answer, Number.NaN],
])('an answer that is %s is not kept', (_name, given, lifetime) => {
  expect(cache.store('k', given, lifetime, now)).toBe(false)
  expect(cache.find('k', now)).toBeUndefined()
})

test('after a clock was set back nothing from the future is served, then or later', () => {
  cache.store('k', answer, hour, now)
  expect(cache.find('k', now - 2 * hour)).toBeUndefined()
  expect(cache.find('k', now + 1)).toBeUndefined()
})

test('the answers of a changed Space go, those of others stay; clear drops all and keeps the counts', () => {
  cache.store('a', answer, hour, now)
  cache.store('b', { ...answer, scope: 's2' }, hour, now)
  expect(cache.dropScope('s1')).toBe(1)
  expect([cache.has('a', now), cache.has('b', now)]).toEqual([false, true])
  cache.find('b', now)
  cache.clear()
  expect(cache.stats()).toMatchObject({ entries: 0, bytes: 0, hits: 1 })
})

test('beyond the size those used longest ago go first', () => {
  cache[Symbol.dispose]()
  cache = open(100)
  const text = 'x'.repeat(40)
  cache.store('a', { ...answer, text }, hour, now)
  cache.store('b', { ...answer, text }, hour, now + 1)
  cache.find('a', now + 2)
  cache.store('c', { ...answer, text }, hour, now + 3)
  expect(['a', 'b', 'c'].map((key) => cache.has(key, now + 4))).toEqual([true, false, true])
  expect(cache.store('d', { ...answer, text: 'x'.repeat(101) }, hour, now + 5)).toBe(false)
  expect(cache.stats()).toMatchObject({ entries: 2, bytes: 80 })
})

test('what expired or was dropped is not left in the file', () => {
  const secret = 'correct-horse-battery-staple'
  for (let index = 0; index < 50; index += 1)
    cache.store(
      `k${index}`,
      { ...answer, text: `${secret} ${index} `.repeat(200), scope: index % 2 === 0 ? 'even' : 'odd' },
      hour,
      now,
    )
  expect(bytesOfFolder()).toContain(secret)
  cache.dropScope('even')
  cache.sweep(now + hour)
  expect(bytesOfFolder()).not.toContain(secret)
})

function bytesOfFolder(): string {
  return readdirSync(folder)
    .map((name) => readFileSync(join(folder, name), 'latin1'))
    .join('')
}

test('only the person can read the folder and its files', () => {
  cache.store('k', answer, hour, now)
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  for (const name of readdirSync(folder)) expect(statSync(join(folder, name)).mode & 0o777, name).toBe(0o600)
})

test.each([
  ['garbage', (file: string) => writeFileSync(file, 'not a database '.repeat(1_000))],
  ['cut in half', (file: string) => truncateSync(file, 8_192)],
  [
    'changed in the middle',
    (file: string) =>
      writeFileSync(file, readFileSync(file, 'latin1').replaceAll('corrected', 'corrupted'), 'latin1'),
  ],
])('a file that is %s is begun anew and costs no run', (_name, damage) => {
  for (let index = 0; index < 100; index += 1)
    cache.store(`k${index}`, { ...answer, text: `${answer.text} `.repeat(100) }, hour, now)
  cache[Symbol.dispose]()
  damage(join(folder, 'answers.sqlite'))
  cache = open()
  expect(cache.find('k50', now)).toBeUndefined()
  expect(cache.store('k', answer, hour, now)).toBe(true)
  expect(cache.find('k', now)?.text).toBe(answer.text)
})

test('a folder that cannot be made is reported, and every answer is a miss', () => {
  writeFileSync(join(folder, '..', 'file'), '')
  const broken = new AnswerCache({
    folder: join(folder, '..', 'file', 'cache'),
    report: (message) => reports.push(message),
  })
  expect(broken.find('k', now)).toBeUndefined()
  expect(broken.store('k', answer, hour, now)).toBe(false)
  expect(broken.stats()).toMatchObject({ hits: 0, entries: 0 })
  expect(reports).toHaveLength(3)
})

test('nothing is opened before the first use', () => {
  expect(existsSync(folder)).toBe(false)
})

const worker = `
  const { AnswerCache } = await import(process.argv[1])
  const cache = new AnswerCache({ folder: process.argv[2], report: (message, error) => { console.error(message, error); process.exitCode = 1 } })
  for (let index = 0; index < 200; index += 1) {
    cache.store(process.argv[3] + index, { text: 'Answer ' + index, stopReason: 'end', scope: 's', cost: 1 }, 3600000, ${now})
    if (cache.find(process.argv[3] + index, ${now}) === undefined) { console.error('lost ' + index); process.exitCode = 1 }
  }
`

test('two processes at once lose nothing and count everything', async () => {
  const module = pathToFileURL(join(import.meta.dirname, 'answer-cache.ts')).href
  const runWorker = (name: string) =>
    new Promise<string>((resolve) => {
      const child = spawn(process.execPath, ['--input-type=module', '-e', worker, module, folder, name], {
        stdio: ['ignore', 'ignore', 'pipe'],
      })
      let trouble = ''
      child.stderr.on('data', (data) => (trouble += String(data)))
      child.on('close', (code) => resolve(code === 0 ? '' : trouble))
    })
  expect(await Promise.all([runWorker('a'), runWorker('b')])).toEqual(['', ''])
  expect(cache.stats()).toMatchObject({ hits: 400, misses: 0, savedCost: 400, entries: 400 })
})
