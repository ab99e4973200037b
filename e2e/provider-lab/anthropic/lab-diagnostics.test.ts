import Anthropic from '@anthropic-ai/sdk'
import { afterAll, expect, test } from 'vitest'
import { createAnthropicProvider } from '../../../src-main/providers/anthropic/anthropic-provider.ts'
import type { ProviderCall, ProviderEvent, VendorDiagnosis } from '../../../src-main/providers/provider.ts'
import {
  marksPlan,
  testCall,
  textBlock,
  toolBlock,
  turnBlock,
} from '../../../src-main/providers/test-call.ts'
import { estimateTokens } from '../../../src-shared/estimate-tokens.ts'
import { createProviderLab } from '../create-provider-lab.ts'

const lab = await createProviderLab()
afterAll(async () => await lab.close())
const provider = createAnthropicProvider({ fetch })
const never = new AbortController().signal
const rules = 'Answer in plain words and keep to the facts. '.repeat(80)
const handbook = 'The office opens at nine and closes at five on every working day. '.repeat(300)

interface Parts {
  tool?: string
  handbook?: string
  turns?: readonly string[]
  model?: string
  question?: string
}

function callWith(key: string, parts: Parts, previousResponseId: string | null | undefined): ProviderCall {
  const turns = (parts.turns ?? []).map((words, index) =>
    turnBlock(index % 2 === 0 ? 'user' : 'assistant', words),
  )
  const prefix = [
    toolBlock(parts.tool ?? 'search'),
    textBlock('system', rules),
    textBlock('space', parts.handbook ?? handbook),
    ...turns,
  ]
  return testCall({
    model: parts.model ?? 'claude-haiku-5-5',
    prompt: { prefix, dynamic: textBlock('dynamic', parts.question ?? 'How are you?'), breakpoints: [] },
    plan: marksPlan({ blockIndex: 0, ttl: '5m' }, { blockIndex: 2, ttl: '5m' }),
    cache: { scope: 's', previousResponseId },
    credentials: { apiKey: key, baseUrl: lab.url },
  })
}

async function run(
  key: string,
  parts: Parts,
  previous: string | null | undefined,
): Promise<{ id: string; diagnosis: VendorDiagnosis | undefined }> {
  const events: ProviderEvent[] = []
  for await (const event of provider.stream(callWith(key, parts, previous), never)) events.push(event)
  expect(events.at(-1)?.type).toBe('finished')
  const begun = events.find((event) => event.type === 'begun')
  return {
    id: begun?.responseId ?? '',
    diagnosis: events.find((event) => event.type === 'diagnosis')?.diagnosis,
  }
}

const missed = (...texts: readonly string[]): number =>
  texts.reduce((sum, text) => sum + estimateTokens(text), 0)

test.each<[string, Parts, VendorDiagnosis | undefined]>([
  ['the same request', {}, undefined],
  [
    'another document',
    { handbook: 'New hours.' },
    { reason: 'system_changed', missedTokens: missed(handbook) },
  ],
  ['another question', { question: 'And you?' }, { reason: 'messages_changed', missedTokens: 0 }],
])(
  'after a run, %s: our adapter reads the vendor’s reason from the stream',
  async (name, change, expected) => {
    const key = `lab-diagnosis-${name.replaceAll(' ', '-')}`
    const first = await run(key, {}, null)
    expect(first.diagnosis).toBeUndefined()
    expect((await run(key, change, first.id)).diagnosis).toEqual(expected)
  },
)

test('another tool and another model miss all that was cached', async () => {
  const first = await run('lab-diagnosis-all', {}, null)
  const tool = await run('lab-diagnosis-all', { tool: 'lookup' }, first.id)
  const model = await run('lab-diagnosis-all', { model: 'claude-sonnet-5-5' }, first.id)
  expect(tool.diagnosis?.reason).toBe('tools_changed')
  expect(model.diagnosis?.reason).toBe('model_changed')
  expect(tool.diagnosis?.missedTokens).toBeGreaterThan(missed(rules, handbook))
  expect(model.diagnosis?.missedTokens).toBe(tool.diagnosis?.missedTokens)
})

test('turns that are only added diverge from nothing, an edited one does', async () => {
  const turns = ['Hello', 'Hi there']
  const first = await run('lab-diagnosis-turns', { question: 'Hello' }, null)
  const second = await run('lab-diagnosis-turns', { turns, question: 'More' }, first.id)
  expect(second.diagnosis).toBeUndefined()
  expect(
    (await run('lab-diagnosis-turns', { turns: ['Hallo', 'Hi there'] }, second.id)).diagnosis?.reason,
  ).toBe('messages_changed')
})

test('an answer that is unknown, of another workspace or of a run without diagnostics is not found', async () => {
  const silent = await run('lab-diagnosis-mine', {}, undefined)
  const foreign = await run('lab-diagnosis-theirs', {}, null)
  for (const id of ['msg_unknown', silent.id, foreign.id]) {
    expect((await run('lab-diagnosis-mine', {}, id)).diagnosis).toEqual({
      reason: 'previous_message_not_found',
      missedTokens: undefined,
    })
  }
})

test('the official SDK reads the same in one piece, and other settings cannot be diagnosed', async () => {
  const client = new Anthropic({ apiKey: 'lab-diagnosis-sdk', baseURL: lab.url, maxRetries: 0 })
  const body = {
    model: 'claude-haiku-5-5',
    max_tokens: 100,
    system: rules,
    messages: [{ role: 'user' as const, content: 'Hi' }],
  }
  const first = await client.messages.create({ ...body, diagnostics: { previous_message_id: null } })
  expect(first.diagnostics).toBeNull()
  const diagnostics = { previous_message_id: first.id }
  const changed = await client.messages.create({ ...body, system: 'Other.', diagnostics })
  expect(changed.diagnostics?.cache_miss_reason?.type).toBe('system_changed')
  const thinking = await client.messages.create({ ...body, thinking: { type: 'adaptive' }, diagnostics })
  expect(thinking.diagnostics?.cache_miss_reason).toEqual({ type: 'unavailable' })
})
