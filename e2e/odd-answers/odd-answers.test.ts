import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { openTestServices } from '../../src-main/app/open-test-services.ts'
import { prepareRun } from '../../src-main/assist/prepare-run.ts'
import { runAssist } from '../../src-main/assist/run-assist.ts'
import { isTerminal, type RunEvent } from '../../src-shared/run-event.ts'
import { ends } from './ends.ts'
import { errors } from './errors.ts'
import { fixed, type Asked, type ExpectedEnd, type OddAnswer } from './odd-answer.ts'
import { recordedCases } from './recorded-cases.ts'
import { moreOddAnswers } from './more-odd-answers.ts'
import { ordinaryAnswers } from './ordinary-answers.ts'
import { reasoning } from './reasoning.ts'
import { refusedFields } from './refused-fields.ts'
import { serve, type ScriptedServer } from './scripted-server.ts'
import { usageReports } from './usage-reports.ts'
import { wireShapes } from './wire-shapes.ts'
import { wrappers } from './wrappers.ts'

const groups = {
  recordedCases,
  reasoning,
  wrappers,
  ends,
  wireShapes,
  errors,
  refusedFields,
  usageReports,
  ordinaryAnswers,
  ...moreOddAnswers,
}
const models = {
  'openai-compatible': 'm-1',
  openai: 'gpt-6-sol',
  anthropic: 'claude-haiku-5-5',
  gemini: 'gemini-3.8-flash',
  practice: '',
}
const doubts = ['answer_incomplete', 'answer_cut', 'answer_empty', 'refusal']

let server: ScriptedServer
beforeAll(async () => (server = await serve()))
afterAll(async () => await server[Symbol.asyncDispose]())
// Waits before another attempt are drawn by lot, from none on.
beforeEach(() => void vi.spyOn(Math, 'random').mockReturnValue(0))

interface Outcome {
  readonly end: ExpectedEnd
  readonly answer: string
  readonly words: string
  readonly code: string | undefined
  readonly usage: object | undefined
  readonly asked: readonly Asked[]
}

async function run({
  provider = 'openai-compatible',
  api,
  endpoint,
  text = 'Teh text.',
  command = 'fix',
  ...odd
}: OddAnswer): Promise<Outcome> {
  const asked = server.answerWith(odd.server)
  const opened = openTestServices({ keys: { openai: 'k', anthropic: 'k', gemini: 'k' } })
  const { services } = opened
  try {
    const prepared = prepareRun(services, {
      commandId: command,
      spaceId: null,
      text,
      instructions: '',
      allowLarge: false,
      provider,
      model: models[provider],
      baseUrl: server.url + (odd.baseUrlPath ?? (provider.startsWith('openai') ? '/v1' : '')),
      openAiApi: api,
      endpointProfile: endpoint,
    })
    const events: RunEvent[] = []
    for await (const event of runAssist(services, prepared, new AbortController().signal)) events.push(event)
    return { ...toOutcome(events), asked }
  } finally {
    opened.close()
  }
}

/** What a person sees in the end, whatever was shown meanwhile. */
function toOutcome(events: readonly RunEvent[]): Omit<Outcome, 'asked'> {
  let answer = ''
  const words: string[] = []
  const codes: string[] = []
  for (const event of events) {
    if (event.type === 'text') answer += event.text
    if (event.type === 'retracted') answer = ''
    if (event.type === 'warning') {
      codes.push(event.code)
      words.push(event.message)
    }
  }
  const last = events.at(-1)
  if (last === undefined || !isTerminal(last)) throw new Error('The run did not end')
  if (last.type === 'failed') {
    words.push(last.error.message)
    const end = answer === '' ? 'failed' : 'half'
    return { end, answer, words: words.join('\n'), code: last.error.code, usage: last.usage }
  }
  const isDoubted = codes.some((code) => doubts.includes(code))
  const end = codes.includes('answer_empty') || answer.trim() === '' ? 'empty' : isDoubted ? 'half' : 'whole'
  return { end, answer, words: words.join('\n'), code: codes.at(-1), usage: last.usage }
}

describe.each(Object.entries(groups))('%s', (_group, odds) => {
  test.each(odds.map((odd) => [odd.name, odd] as const))('%s', async (_name, odd) => {
    const outcome = await run(odd)
    const answer = odd.answer ?? (odd.end === 'whole' ? fixed : '')
    const { end, answer: got, words } = outcome
    expect({ end, answer: got }, words).toEqual({ end: odd.end, answer })
    if (odd.said !== undefined) expect(words).toMatch(odd.said)
    if (odd.saysNothing !== true) expect(words).not.toContain('no reason was given')
    expect(words).not.toMatch(/(?!\n)\p{Cc}/u)
    expect(words).not.toMatch(/\p{Surrogate}/u)
    if (odd.code !== undefined) expect(outcome.code).toBe(odd.code)
    expect(outcome.asked).toHaveLength(odd.requests ?? 1)
    const last = outcome.asked.at(-1)
    if (odd.asked !== undefined && last !== undefined)
      expect(odd.asked(last), JSON.stringify(last.body)).toBe(true)
    const usage: Readonly<Record<string, unknown>> = { ...outcome.usage }
    for (const [field, value] of Object.entries(odd.usage ?? {})) expect(usage[field], field).toBe(value)
  })
})
