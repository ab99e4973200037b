import { afterAll, expect, test } from 'vitest'
import { createProviderLab } from '../create-provider-lab.ts'

const lab = await createProviderLab({ maximumBodyBytes: 2_000_000, keys: { 'my-key': 'team' } })
afterAll(async () => await lab.close())

const model = 'claude-haiku-5-5'
const messages = [{ role: 'user', content: 'Hi' }]
const mark = (ttl?: string, text = 'x'): unknown => ({
  type: 'text',
  text,
  cache_control: { type: 'ephemeral', ttl },
})

interface Answer {
  status: number
  body: unknown
}

async function post(body: unknown, headers: Record<string, string | undefined> = {}): Promise<Answer> {
  const all = {
    'x-api-key': 'lab-rules',
    'anthropic-version': '2023-06-01',
    'content-type': 'application/json',
    ...headers,
  }
  const sent = Object.entries(all).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[name, value]] : [],
  )
  const response = await fetch(`${lab.url}/v1/messages`, {
    method: 'POST',
    headers: sent,
    body: typeof body === 'string' ? body : JSON.stringify(body),
  })
  return { status: response.status, body: await response.json() }
}

const valid = { model, max_tokens: 10, messages }

test.each([
  [
    'more than four breakpoints',
    { ...valid, system: [1, 2, 3, 4, 5].map(() => mark()) },
    400,
    'invalid_request_error',
    /maximum of 4 blocks with cache_control.*Found 5/,
  ],
  [
    'breakpoints over several levels',
    { ...valid, system: [1, 2, 3, 4].map(() => mark()), messages: [{ role: 'user', content: [mark()] }] },
    400,
    'invalid_request_error',
    /Found 5/,
  ],
  [
    'an hour after five minutes',
    { ...valid, system: [mark('5m'), mark('1h')] },
    400,
    'invalid_request_error',
    /ttl='1h' cache_control block must not come after/,
  ],
  [
    'marked empty text',
    { ...valid, system: [mark('5m', '')] },
    400,
    'invalid_request_error',
    /cache_control cannot be set for empty text blocks/,
  ],
  [
    'empty text',
    { ...valid, system: [{ type: 'text', text: '' }] },
    400,
    'invalid_request_error',
    /text content blocks must be non-empty/,
  ],
  ['another lifetime', { ...valid, system: [mark('2h')] }, 400, 'invalid_request_error', /system/],
  ['an unknown model', { ...valid, model: 'claude-9' }, 404, 'not_found_error', /^model: claude-9$/],
  ['no max_tokens', { model, messages }, 400, 'invalid_request_error', /^max_tokens: Field required$/],
  [
    'too many max_tokens',
    { ...valid, max_tokens: 1_000_000 },
    400,
    'invalid_request_error',
    /maximum allowed number of output tokens/,
  ],
  ['no messages', { ...valid, messages: [] }, 400, 'invalid_request_error', /messages/],
  [
    'a pre-warm that streams',
    { ...valid, max_tokens: 0, stream: true },
    400,
    'invalid_request_error',
    /^stream: not supported/,
  ],
  [
    'a prompt over the context',
    { ...valid, model: 'claude-haiku-4-5', system: 'a b c '.repeat(200_000) },
    400,
    'invalid_request_error',
    /prompt is too long: \d+ tokens > 200000 maximum/,
  ],
  ['bad JSON', '{"model":', 400, 'invalid_request_error', /not valid JSON/],
  ['a body too large', { ...valid, system: 'x'.repeat(2_100_000) }, 413, 'request_too_large', /maximum size/],
])('refuses %s as the vendor does', async (_name, body, status, type, message) => {
  expect(await post(body)).toEqual({
    status,
    body: {
      type: 'error',
      error: { type, message: expect.stringMatching(message) as string },
      request_id: expect.stringMatching(/^req_/) as string,
    },
  })
})

test.each([
  ['no version', { 'anthropic-version': undefined }, 400],
  ['no key', { 'x-api-key': undefined }, 401],
  ['an unknown key', { 'x-api-key': 'sk-ant-other' }, 401],
  ['a lab key', { 'x-api-key': 'lab-any' }, 200],
  ['a key in the vendor’s shape', { 'x-api-key': 'sk-ant-lab-any' }, 200],
  ['a configured key', { 'x-api-key': 'my-key' }, 200],
  ['a bearer token', { 'x-api-key': undefined, authorization: 'Bearer lab-any' }, 200],
])('with %s it answers %s', async (_name, headers, status) => {
  expect((await post(valid, headers)).status).toBe(status)
})

const long = 'word '.repeat(2000)

function writesAndReads(answer: Answer): unknown {
  const { usage } = answer.body as {
    usage: { cache_creation_input_tokens: number; cache_read_input_tokens: number }
  }
  return { writes: usage.cache_creation_input_tokens > 0, reads: usage.cache_read_input_tokens > 0 }
}

test.each([
  ['the same request', {}, true],
  [
    'a string for a single block',
    { messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] },
    true,
  ],
  ['another tool', { tools: [{ name: 'b', input_schema: {} }] }, false],
  ['another model', { model: 'claude-sonnet-5-5' }, false],
  ['another thinking setting: messages alone are new', { thinking: { type: 'adaptive' } }, true],
  ['another speed', { speed: 'fast' }, false],
])('after a run with a marked system text, %s: read %s', async (name, change, reads) => {
  const headers = { 'x-api-key': `lab-${name.replaceAll(/[^a-z]/g, '')}` }
  const body = { ...valid, tools: [{ name: 'a', input_schema: {} }], system: [mark('5m', long)] }
  expect(writesAndReads(await post(body, headers))).toEqual({ writes: true, reads: false })
  expect(writesAndReads(await post({ ...body, ...change }, headers))).toEqual({ writes: !reads, reads })
})

test('the top-level setting marks the last block, which a changing question never reads', async () => {
  const body = { ...valid, cache_control: { type: 'ephemeral' }, system: long }
  const headers = { 'x-api-key': 'lab-top-level' }
  for (const question of ['one', 'two']) {
    expect(
      writesAndReads(await post({ ...body, messages: [{ role: 'user', content: question }] }, headers)),
    ).toEqual({ writes: true, reads: false })
  }
})

test('scenarios, clock and journal are set and read over HTTP, and the journal holds no key', async () => {
  const admin = async (path: string, body?: unknown): Promise<unknown> =>
    await (
      await fetch(
        `${lab.url}/lab/${path}`,
        body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) },
      )
    ).json()
  await admin('scenario', { scenario: { kind: 'error', status: 529 }, times: 2 })
  expect([(await post(valid)).status, (await post(valid)).status, (await post(valid)).status]).toEqual([
    529, 529, 200,
  ])
  expect((await post(valid, { 'x-lab-scenario': '{"kind":"error","status":500}' })).status).toBe(500)
  const before = lab.clock.now()
  await admin('clock', { advanceMs: 60_000 })
  expect(lab.clock.now() - before).toBeGreaterThanOrEqual(60_000)
  await post(valid, { 'x-api-key': 'my-key' })
  const journal = JSON.stringify(await admin('journal'))
  expect(journal).toContain('"workspace":"team"')
  expect(journal).not.toContain('my-key')
  expect((await fetch(`${lab.url}/`)).headers.get('x-lab')).toContain('not a vendor')
})
