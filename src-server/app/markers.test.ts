import { describe, expect, test } from 'vitest'
import { chatClientOf, noAnswerCache, type ChatClient } from '../../e2e/server/support/chat-client.ts'
import { openTestGateway, readJson, type TestGateway } from '../../e2e/server/support/open-test-gateway.ts'
import { testModes } from '../storage/open-test-storage.ts'

const model = 'claude-sonnet-5-5'
const rules = 'The office opens at nine and closes at five on every working day. '.repeat(200)
const tools = ['first_tool', 'last_tool'].map((name) => ({
  type: 'function',
  function: { name, description: rules, parameters: { type: 'object', properties: {} } },
}))

/** As a program sends it that knows nothing of caching. */
const plain = (question: string) => ({
  model,
  max_tokens: 100,
  tools,
  messages: [
    { role: 'system', content: rules },
    { role: 'system', content: `${rules} The end.` },
    { role: 'user', content: question },
  ],
})

interface Wire {
  readonly tools?: readonly Record<string, unknown>[]
  readonly system?: readonly Record<string, unknown>[]
  readonly messages: readonly Record<string, unknown>[]
}

function lastWire({ lab }: TestGateway): Wire {
  // The lab notes what came as JSON; the marks in it are what these tests are about.
  return lab.journal.entries.at(-1)?.body as Wire
}

/** Which tools and system blocks are marked, in order; throws for marks in messages. */
function marksOf(gateway: TestGateway): boolean[] {
  const { tools: sent = [], system = [], messages } = lastWire(gateway)
  expect(JSON.stringify(messages)).not.toContain('cache_control')
  return [...sent, ...system].map((block) => 'cache_control' in block)
}

const none = [false, false, false, false]
const atBothEnds = [false, true, false, true]

async function openMarking(
  mode: (typeof testModes)[number],
  isOn = true,
): Promise<
  {
    readonly gateway: TestGateway
    readonly client: ChatClient
    readonly turn: (isOn: boolean) => Promise<void>
  } & AsyncDisposable
> {
  const gateway = await openTestGateway(mode)
  const admin = await gateway.addUser({ admin: true })
  const turn = async (autoCacheMarkers: boolean): Promise<void> => {
    expect(
      await readJson(await gateway.ask(admin, 'PUT', '/v1/admin/settings', { autoCacheMarkers })),
    ).toMatchObject({ autoCacheMarkers })
  }
  if (isOn) await turn(true)
  return {
    gateway,
    client: chatClientOf(gateway, await gateway.addUser({ credits: 10_000 })),
    turn,
    [Symbol.asyncDispose]: async () => await gateway[Symbol.asyncDispose](),
  }
}

describe.each(testModes)('%s', (mode) => {
  test('off by default; switched on, a plain client’s prefix is marked, written once and read after; switched off, it is left alone again', async () => {
    await using marking = await openMarking(mode, false)
    const { gateway, client, turn } = marking
    await client.answer(plain('before'))
    expect(marksOf(gateway)).toEqual(none)
    await turn(true)
    const cold = await client.answer(plain('first'))
    expect(marksOf(gateway)).toEqual(atBothEnds)
    const warm = await client.answer(plain('second'))
    expect(marksOf(gateway)).toEqual(atBothEnds)
    expect(cold.usage?.cache_creation_input_tokens).toBeGreaterThan(4_000)
    expect(warm.usage).toMatchObject({
      cache_read_input_tokens: cold.usage?.cache_creation_input_tokens,
      cache_creation_input_tokens: 0,
    })
    expect(warm.metadata.credits?.charged).toBeLessThan(cold.metadata.credits?.charged ?? 0)
    const streamed = await client.stream(plain('third'), noAnswerCache)
    expect(streamed.chunks.at(-1)?.usage).toMatchObject({
      cache_read_input_tokens: cold.usage?.cache_creation_input_tokens,
    })
    const [, second] = await client.history()
    expect(second).toMatchObject({ breakpoints: 2, cacheReadTokens: cold.usage?.cache_creation_input_tokens })
    expect(second?.savedCost).toBeGreaterThan(0)
    await turn(false)
    await client.answer(plain('after'))
    expect(marksOf(gateway)).toEqual(none)
  })

  test('the same question is answered from the answer cache, marked or not, and another user begins anew', async () => {
    await using marking = await openMarking(mode)
    const { gateway, client } = marking
    await client.answer(plain('same'))
    const calls = gateway.lab.journal.entries.length
    expect((await client.answer(plain('same'))).metadata.cached).toBe(true)
    expect(gateway.lab.journal.entries).toHaveLength(calls)
    const stranger = chatClientOf(gateway, await gateway.addUser())
    await stranger.answer(plain('another'))
    expect(marksOf(gateway)).toEqual(atBothEnds)
  })
})

test('a client with marks of its own is untouched, and so are vendors that take none', async () => {
  await using marking = await openMarking('embedded')
  const { gateway, client } = marking
  const own = {
    ...plain('mine'),
    messages: [
      {
        role: 'system',
        content: [
          { type: 'text', text: rules },
          { type: 'text', text: 'Ends here.', cache_control: { type: 'ephemeral', ttl: '1h' } },
        ],
      },
      { role: 'user', content: 'mine' },
    ],
  }
  await client.answer(own)
  expect(lastWire(gateway).system).toEqual(own.messages[0]?.content)
  expect(marksOf(gateway)).toEqual([false, false, false, true])
  await client.answer({ ...plain('top'), cache_control: { type: 'ephemeral' } })
  expect([marksOf(gateway), lastWire(gateway)]).toEqual([
    none,
    expect.objectContaining({ cache_control: { type: 'ephemeral' } }),
  ])
  for (const other of ['gpt-6-sol', 'gemini-3.8-flash']) {
    await client.answer({ ...plain('other'), model: other })
    expect(JSON.stringify(lastWire(gateway))).not.toMatch(/cache_control|cache_breakpoint|cachedContent/)
  }
})

describe('a call that came to nothing does not keep the next one from being marked', () => {
  test('the vendor failed', async () => {
    await using marking = await openMarking('embedded')
    const { gateway, client } = marking
    gateway.lab.scenarios.add({ kind: 'error', status: 500 })
    expect((await client.send(plain('fails'))).status).toBe(502)
    await client.answer(plain('works'))
    expect(marksOf(gateway)).toEqual(atBothEnds)
  })

  test('there were no credits', async () => {
    await using marking = await openMarking('embedded')
    const { gateway } = marking
    const [admin, user] = [await gateway.addUser({ admin: true }), await gateway.addUser({ credits: 0 })]
    const client = chatClientOf(gateway, user)
    expect((await client.send(plain('poor'))).status).toBe(402)
    await readJson(await gateway.ask(admin, 'POST', `/v1/admin/users/${user.id}/credits`, { delta: 100 }))
    await client.answer(plain('rich'))
    expect(marksOf(gateway)).toEqual(atBothEnds)
  })

  test('its idempotency key was refused', async () => {
    await using marking = await openMarking('embedded')
    const { gateway, client } = marking
    const key = { 'idempotency-key': 'used' }
    await client.answer({ model, max_tokens: 50, messages: [{ role: 'user', content: 'short' }] }, key)
    expect((await client.send(plain('other body'), key)).status).toBe(422)
    await client.answer(plain('no key'))
    expect(marksOf(gateway)).toEqual(atBothEnds)
  })

  test('its client left: what the vendor wrote by then is known, and read', async () => {
    await using marking = await openMarking('embedded')
    const { gateway, client } = marking
    gateway.lab.answerWith('word '.repeat(500))
    gateway.lab.scenarios.add({ kind: 'hang', afterChunks: 3 })
    const leaving = new AbortController()
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: 'POST',
      signal: leaving.signal,
      headers: { authorization: `Bearer ${client.user.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ ...plain('leaves'), stream: true }),
    })
    await response.body?.getReader().read()
    leaving.abort()
    await expect.poll(async () => (await client.history()).map(({ status }) => status)).toEqual(['cancelled'])
    gateway.lab.answerWith(undefined)
    expect((await client.answer(plain('comes back'))).usage?.cache_read_input_tokens).toBeGreaterThan(4_000)
  })
})
