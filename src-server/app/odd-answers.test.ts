import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { ends } from '../../e2e/odd-answers/ends.ts'
import { errors } from '../../e2e/odd-answers/errors.ts'
import { fixed, type OddAnswer } from '../../e2e/odd-answers/odd-answer.ts'
import { recordedCases } from '../../e2e/odd-answers/recorded-cases.ts'
import { moreOddAnswers } from '../../e2e/odd-answers/more-odd-answers.ts'
import { reasoning } from '../../e2e/odd-answers/reasoning.ts'
import { refusedFields } from '../../e2e/odd-answers/refused-fields.ts'
import { serve, type ScriptedServer } from '../../e2e/odd-answers/scripted-server.ts'
import { usageReports } from '../../e2e/odd-answers/usage-reports.ts'
import { wireShapes } from '../../e2e/odd-answers/wire-shapes.ts'
import {
  chatClientOf,
  noAnswerCache,
  readStream,
  type ChatClient,
  type StreamedAnswer,
} from '../../e2e/server/support/chat-client.ts'
import { openTestGateway, type TestGateway } from '../../e2e/server/support/open-test-gateway.ts'

/** The gateway speaks Chat Completions to OpenAI's address, and the other two protocols to theirs. */
const models = {
  'openai-compatible': 'gpt-4.1',
  openai: 'gpt-4.1',
  anthropic: 'claude-sonnet-5-5',
  gemini: 'gemini-3.8-flash',
  practice: '',
}
const groups = {
  recordedCases,
  reasoning,
  ends,
  wireShapes,
  errors,
  refusedFields,
  usageReports,
  ...moreOddAnswers,
}

/** A stream that was passed on cannot be taken back; the gateway knows no selection, and asks once. */
const forTheAppAlone = new Set([
  'no opening tag',
  'no opening tag, in one piece',
  'a selection with such tags, fixed',
  'harmony channels with an end',
  'F01-think-leaks/answer-no-opening.sse',
  'a server that is busy once',
  'R1-Zero’s <answer>',
  'Hunyuan’s <answer> on lines of its own',
  'Granite’s <response>',
  'Cohere’s',
  'GLM’s box',
  'a thought that quotes the tag',
  'harmony, analysis and commentary',
  'harmony without special tokens',
  '</thought> alone',
  '</thinking> alone',
  '</think> alone, by Anthropic’s protocol',
])

let server: ScriptedServer
let gateway: TestGateway
let client: ChatClient

beforeAll(async () => {
  server = await serve()
  const at = (apiKey: string, path = '') => ({ apiKey, baseUrl: `${server.url}${path}` })
  const vendors = { anthropic: at('a'), openai: at('o', '/v1'), gemini: at('g') }
  gateway = await openTestGateway('embedded', { vendors })
  client = chatClientOf(gateway, await gateway.addUser({ credits: 1_000_000 }))
})
afterAll(async () => {
  await gateway[Symbol.asyncDispose]()
  await server[Symbol.asyncDispose]()
})

async function ask({ provider = 'openai-compatible', server: script }: OddAnswer): Promise<StreamedAnswer> {
  server.answerWith(script)
  const messages = [{ role: 'user', content: 'Fix this.' }]
  return await readStream(
    await client.send({ model: models[provider], messages, max_tokens: 200, stream: true }, noAnswerCache),
  )
}

/** What the first choice says: blank edges are the client's to judge. */
const textOf = ({ chunks }: StreamedAnswer): string =>
  chunks
    .flatMap(({ choices }) => choices)
    .map(({ index, delta }) => (index === 0 ? (delta.content ?? '') : ''))
    .join('')
    .trim()

const canHappen = ({ name, api, provider }: OddAnswer): boolean =>
  !forTheAppAlone.has(name) &&
  // Only a rewriting Command knows a wrapper from a text.
  !name.startsWith('F10-wrappers/') &&
  (provider !== 'openai' || api === 'chat')

describe.each(Object.entries(groups))('%s', (_group, odds) => {
  test.each(odds.filter(canHappen).map((odd) => [odd.name, odd] as const))('%s', async (_name, odd) => {
    const got = await ask(odd)
    const finish = got.chunks.flatMap(({ choices }) => choices).findLast((choice) => choice.finish_reason)
    const answer = odd.answer ?? (odd.end === 'whole' ? fixed : '')
    const isWhole = (got.error ?? undefined) === undefined && finish?.finish_reason === 'stop'
    if (odd.end === 'failed') expect(got.error !== undefined || got.status >= 400, got.raw).toBe(true)
    else {
      expect(textOf(got), got.raw).toBe(answer)
      // An empty answer is one that ended well, or at its limit.
      if (odd.end !== 'empty') expect(isWhole, got.raw).toBe(odd.end === 'whole')
    }
  })
})
