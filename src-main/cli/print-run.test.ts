import { afterEach, expect, test } from 'vitest'
import type { RunEvent } from '../../src-shared/run-event.ts'
import { printText } from './print-run.ts'

const started = (provider: string): RunEvent => ({
  type: 'started',
  runId: 'r',
  provider,
  model: 'm',
  modelName: 'M',
  practice: false,
})
const finished = (stopReason: 'end' | 'other'): RunEvent => ({
  type: 'finished',
  stopReason,
  cost: {},
  cache: { status: 'unknown' },
  plan: { marks: [], reason: '' },
  timing: { latencyMs: 1 },
})
const text = (words: string): RunEvent => ({ type: 'text', text: words })

const exitCodeBefore = process.exitCode
afterEach(() => (process.exitCode = exitCodeBefore))

function printed(events: readonly RunEvent[], isTTY = false): string[] {
  const writes: string[] = []
  const print = printText('\n', { isTTY, write: (words: string) => writes.push(words) })
  for (const event of events) print(event)
  return writes
}

test('through a pipe, a thought that was not marked at its beginning is never written', () => {
  const events = [text('Okay.'), { type: 'retracted' } as const, text('The text.'), finished('end')]
  expect(printed([started('openai-compatible'), ...events])).toEqual(['The text.', '\n'])
})

test('what cannot be taken back streams, at a terminal and from vendors', () => {
  const events = [text('One '), text('two.'), finished('end')]
  expect(printed([started('anthropic'), ...events])).toEqual(['One ', 'two.', '\n'])
  expect(printed([started('openai-compatible'), ...events], true)).toEqual(['One ', 'two.', '\n'])
})

test('an answer that was broken off exits with 1, with the words that came', () => {
  expect(printed([started('openai-compatible'), text('Half'), finished('other')])).toEqual(['Half', '\n'])
  expect(process.exitCode).toBe(1)
})
