import { randomUUID } from 'node:crypto'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { serveCase, type CaseServer } from '../../e2e/provider-lab/serve-case.ts'
import type { RunEvent } from '../../src-shared/run-event.ts'
import { openTestServices, type TestServices } from '../app/open-test-services.ts'
import { prepareRun, type AssistRequest } from './prepare-run.ts'
import { runAssist } from './run-assist.ts'

let server: CaseServer
let opened: TestServices

beforeEach(async () => {
  server = await serveCase('F01-think-leaks/control.sse')
  opened = openTestServices({ keys: { 'openai-compatible': 'lab-key' } })
  opened.services.settings.update({
    provider: 'openai-compatible',
    models: { 'openai-compatible': 'a-model' },
    baseUrls: { 'openai-compatible': server.url },
    localAnswerCommands: ['fix'],
  })
})

afterEach(async () => {
  opened.close()
  await server[Symbol.asyncDispose]()
})

async function ask(file: string, change: Partial<AssistRequest> = {}) {
  await server.answerWith(file)
  const { services } = opened
  const run = prepareRun(services, {
    commandId: 'fix',
    spaceId: null,
    text: 'teh fixed text.',
    instructions: '',
    allowLarge: true,
    ...change,
  })
  const events: RunEvent[] = []
  const runId = randomUUID()
  for await (const event of runAssist(services, run, new AbortController().signal, runId)) events.push(event)
  const last = events.findLastIndex(({ type }) => type === 'retracted')
  const shown = events.slice(last + 1)
  return {
    events: events.map(({ type }) => type),
    text: shown.map((event) => (event.type === 'text' ? event.text : '')).join(''),
    warnings: events.flatMap((event) => (event.type === 'warning' ? [event.code] : [])),
    conversation: services.conversations.find(runId),
  }
}

test.each([
  'F01-think-leaks/answer-block.sse',
  'F01-think-leaks/answer-split.sse',
  'F01-think-leaks/answer-thinking-tag.sse',
  'F01-think-leaks/answer-no-opening.sse',
  'F09-blank-edges-and-blank-answer/leading.sse',
  'F10-wrappers/fence.sse',
  'F10-wrappers/text-tags.sse',
  'F10-wrappers/token.sse',
])('nothing but the answer is shown, and gone on from: %s', async (file) => {
  const { text, warnings, conversation } = await ask(file)
  expect(text).toBe('The fixed text.')
  expect(warnings).toEqual([])
  expect(conversation?.at(-1)).toEqual({ role: 'assistant', text: 'The fixed text.' })
})

test('an answer that only speaks of such marks is whole', async () => {
  expect(await ask('F01-think-leaks/control.sse')).toMatchObject({
    text: 'Wrap thoughts in <think> and </think> tags.',
    warnings: [],
  })
})

test('what proves to be a thought is taken back, and a thought is told of once', async () => {
  expect((await ask('F01-think-leaks/answer-no-opening.sse')).events).toContain('retracted')
  const { events } = await ask('F01-think-leaks/answer-block.sse', { fresh: true })
  expect(events.filter((type) => type === 'thinking')).toHaveLength(1)
})

test.each(['F01-think-leaks/answer-cut-in-thought.sse', 'F09-blank-edges-and-blank-answer/spaces.sse'])(
  'an answer that never came is told to be empty: %s',
  async (file) => {
    expect(await ask(file)).toMatchObject({ text: '', warnings: ['answer_empty'], conversation: undefined })
  },
)

test.each(['error', 'abort'])('an end of “%s” is told, and half an answer is kept nowhere', async (end) => {
  const file = `F04-odd-ends-pass-as-complete/${end}.sse`
  const half = await ask(file)
  expect(half).toMatchObject({ text: 'The fixed', warnings: ['answer_incomplete'], conversation: undefined })
  await ask(file)
  expect(server.requests, 'asked again, not answered from here').toHaveLength(2)
})

test.each([
  ['F27-control-characters/nul.sse', 'ab'],
  ['F27-control-characters/ansi.sse', 'Red  done'],
  ['F19-emoji-over-two-chunks/answer.sse', 'smile 😀 end'],
])('no control character and no half one is in an answer: %s', async (file, wanted) => {
  expect((await ask(file)).text).toBe(wanted)
})

test('a server that reads far less than was sent is told of; one that reads all is not', async () => {
  const long = 'Parcels leave at four every working day. '.repeat(1_200)
  const usage = 'F21-silent-truncation/usage.sse'
  expect((await ask(usage, { text: long })).warnings).toEqual(['input_truncated'])
  expect((await ask(usage, { text: long.slice(0, 11_000) })).warnings).toEqual([])
  expect((await ask(usage, { text: `${'─'.repeat(120)}\n`.repeat(150) })).warnings).toEqual([])
})
