import { describe, expect, test } from 'vitest'
import type { Adaptation, RequestBody } from './adaptation.ts'
import { applyAdaptations } from './apply-adaptations.ts'
import { askAdapting } from './ask-adapting.ts'
import { chooseAdaptation, type Refusal } from './choose-adaptation.ts'

const body = {
  model: 'm',
  messages: [
    { role: 'developer', content: 'Be brief.' },
    { role: 'user', content: 'Hello' },
  ],
  max_tokens: 8_192,
  stream_options: { include_usage: true },
}

class RefusedError extends Error {
  readonly refusal: Refusal

  constructor(refusal: Refusal) {
    super('refused')
    this.refusal = refusal
  }
}

/** Asks a server that refuses what `judge` names; tells what was sent and remembered. */
async function ask(
  judge: (body: RequestBody) => Refusal | undefined,
  known: readonly Adaptation[] = [],
  needsLimit = false,
) {
  const sent: RequestBody[] = []
  const remembered: (readonly Adaptation[])[] = []
  const answer = askAdapting({
    body,
    known,
    needsLimit,
    send: (one) => {
      sent.push(one)
      const refusal = judge(one)
      return refusal === undefined ? Promise.resolve('answer') : Promise.reject(new RefusedError(refusal))
    },
    understand: (error) => (error instanceof RefusedError ? error.refusal : { kind: 'unreachable' }),
    onAdapted: (adaptations) => remembered.push(adaptations),
  })
  return { end: await answer.catch((error: unknown) => error), sent, remembered }
}

const refusing =
  (...fields: readonly string[]) =>
  (one: RequestBody) => {
    const field = fields.find((name) => name in one)
    return field === undefined ? undefined : { kind: 'field_refused', field }
  }

test('a request that is taken is sent once, as it is', async () => {
  expect(await ask(() => undefined)).toEqual({ end: 'answer', sent: [body], remembered: [] })
})

test('a refused field is asked without, once, and remembered', async () => {
  const { end, sent, remembered } = await ask(refusing('stream_options'))
  expect(end).toBe('answer')
  expect(sent).toHaveLength(2)
  expect(sent[1]).not.toHaveProperty('stream_options')
  expect(remembered).toEqual([[{ kind: 'without', field: 'stream_options' }]])
})

test('what is known to be refused is not sent again', async () => {
  const { sent, remembered } = await ask(refusing('stream_options'), [
    { kind: 'without', field: 'stream_options' },
  ])
  expect(sent).toHaveLength(1)
  expect(remembered).toEqual([])
})

test('what is known is given up once the server refuses that instead', async () => {
  const renamed = { kind: 'renamed', field: 'max_tokens', to: 'max_completion_tokens' } as const
  const { end, sent, remembered } = await ask(refusing('max_completion_tokens'), [renamed], true)
  expect(end).toBe('answer')
  expect(sent.at(-1)).toEqual(body)
  expect(remembered).toEqual([[]])
})

test('a refusal that nothing helps against is thrown, and nothing is remembered', async () => {
  const always = await ask(() => ({ kind: 'field_refused', field: 'stream_options' }))
  expect(always.end).toBeInstanceOf(RefusedError)
  expect(always.sent).toHaveLength(2)
  expect(always.remembered).toEqual([])
  const other = await ask(() => ({ kind: 'rate_limited' }))
  expect(other.sent).toHaveLength(1)
})

test('a limit gets its other name before it is left out', async () => {
  const renamed = await ask(refusing('max_tokens'))
  expect(renamed.sent[1]).toMatchObject({ max_completion_tokens: 8_192 })
  const neither = await ask(refusing('max_tokens', 'max_completion_tokens'))
  expect(neither.end).toBe('answer')
  expect(neither.sent).toHaveLength(3)
  expect(neither.sent[2]).not.toHaveProperty('max_tokens')
  expect(neither.sent[2]).not.toHaveProperty('max_completion_tokens')
})

test('several fields are left out one after the other, and not without end', async () => {
  expect((await ask(refusing('max_tokens', 'stream_options'))).end).toBe('answer')
  const endless = await ask((one) => ({ kind: 'field_refused', field: Object.keys(one).at(-1) }))
  expect(endless.end).toBeInstanceOf(RefusedError)
  expect(endless.sent.length).toBeLessThanOrEqual(5)
})

describe('a limit that is too large', () => {
  const large = (limits?: Refusal['limits'], needsLimit = false) =>
    chooseAdaptation({ kind: 'output_limit_too_large', limits }, body, [], { needsLimit })

  test('becomes the one that the server names', () => {
    expect(large({ outputTokens: 4_096 })).toEqual({ kind: 'limited', field: 'max_tokens', tokens: 4_096 })
  })

  test('is left out where the context is the limit, because that differs from prompt to prompt', () => {
    expect(large({ contextTokens: 4_096, promptTokens: 200 })).toEqual({
      kind: 'without',
      field: 'max_tokens',
    })
    expect(large()).toEqual({ kind: 'without', field: 'max_tokens' })
  })

  test('is lowered where the wire insists on one', () => {
    expect(large({ contextTokens: 4_096, promptTokens: 200 }, true)).toMatchObject({ tokens: 3_896 })
    expect(large(undefined, true)).toMatchObject({ kind: 'limited', tokens: 4_096 })
  })
})

test('what the caller insists on stays', () => {
  const refusal = { kind: 'field_refused', field: 'stream_options' }
  expect(chooseAdaptation(refusal, body, [], { mayChange: () => false })).toBeUndefined()
})

test('a field that was not sent is not left out', () => {
  expect(chooseAdaptation({ kind: 'field_refused', field: 'temperature' }, body, [])).toBeUndefined()
  expect(chooseAdaptation({ kind: 'field_refused', field: 'cache_control' }, body, [])).toBeUndefined()
})

test('the developer becomes the system, and the system joins the first question', () => {
  const renamed = applyAdaptations(body, [{ kind: 'without_role', field: 'developer' }])
  expect(renamed.messages).toEqual([{ role: 'system', content: 'Be brief.' }, body.messages[1]])
  const merged = applyAdaptations(body, [{ kind: 'without_role', field: 'system' }])
  expect(merged.messages).toEqual([{ role: 'user', content: 'Be brief.\n\nHello' }])
  const part = { type: 'text', text: 'Hello' }
  const parts = applyAdaptations(
    {
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: [part] },
      ],
    },
    [{ kind: 'without_role', field: 'system' }],
  )
  expect(parts.messages).toEqual([{ role: 'user', content: [{ type: 'text', text: 'Be brief.' }, part] }])
})

test('breakpoints are taken off blocks and tools, and not out of the tools’ own schemas', () => {
  const mark = { cache_control: { type: 'ephemeral' } }
  const marked = {
    system: [{ type: 'text', text: 'a', ...mark }],
    tools: [{ name: 't', input_schema: { properties: { cache_control: { type: 'string' } } }, ...mark }],
  }
  expect(applyAdaptations(marked, [{ kind: 'without', field: 'cache_control' }])).toEqual({
    system: [{ type: 'text', text: 'a' }],
    tools: [{ name: 't', input_schema: { properties: { cache_control: { type: 'string' } } } }],
  })
  const breakpoint = { prompt_cache_breakpoint: { mode: 'explicit' } }
  const explicit = {
    prompt_cache_options: { mode: 'explicit' },
    messages: [{ role: 'developer', content: [{ type: 'text', text: 'a', ...breakpoint }] }],
  }
  expect(applyAdaptations(explicit, [{ kind: 'without', field: 'prompt_cache_options' }])).toEqual({
    messages: [{ role: 'developer', content: [{ type: 'text', text: 'a' }] }],
  })
})
