import { afterAll, beforeEach, expect, test } from 'vitest'
import { estimateTokens } from '../../../src-shared/estimate-tokens.ts'
import { createProviderLab } from '../create-provider-lab.ts'

const lab = await createProviderLab()
afterAll(async () => await lab.close())
beforeEach(() => lab.scenarios.clear())

type Body = Record<string, unknown>
interface Answer {
  status: number
  body: Body
}

async function post(path: string, body: Body, key = 'lab-rules'): Promise<Answer> {
  const response = await fetch(`${lab.url}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return { status: response.status, body: (await response.json()) as Body }
}

const long = 'The office opens at nine and closes at five on every working day. '.repeat(120)
const longTokens = estimateTokens(long)
const mark = { prompt_cache_breakpoint: { mode: 'explicit' } }
const part = (text: string, more: object = {}): object => ({ type: 'input_text', text, ...more })
const ask = (question: string): object => ({ role: 'user', content: [part(question)] })
const standing = (...parts: object[]): object => ({ role: 'developer', content: parts })
const explicit = { prompt_cache_options: { mode: 'explicit' } }

/** Tokens read and written by a response. */
async function respond(body: Body, key?: string): Promise<{ read: number; written: number }> {
  const answer = await post('/v1/responses', { model: 'gpt-6-luna', ...body }, key)
  expect(answer.status).toBe(200)
  const { input_tokens_details: details } = answer.body.usage as {
    input_tokens_details: { cached_tokens: number; cache_write_tokens: number }
  }
  return { read: details.cached_tokens, written: details.cache_write_tokens }
}

const chat = { model: 'gpt-5.5', messages: [{ role: 'user', content: 'Hi' }] }
const response = { model: 'gpt-5.5', input: 'Hi' }

test.each([
  [
    'cache options on 5.5',
    '/v1/responses',
    { ...response, ...explicit },
    /^Unknown parameter: 'prompt_cache_options'\.$/,
  ],
  [
    'cache options on 5.5, chat',
    '/v1/chat/completions',
    { ...chat, ...explicit },
    /^Unknown parameter: 'prompt_cache_options'\.$/,
  ],
  [
    'a breakpoint on 5.5',
    '/v1/responses',
    { ...response, input: [standing(part('x'), part('y', mark)), ask('Hi')] },
    /^Unknown parameter: 'input\[0\]\.content\[1\]\.prompt_cache_breakpoint'\.$/,
  ],
  [
    'twelve hours on chat',
    '/v1/chat/completions',
    { ...chat, model: 'gpt-6-luna', prompt_cache_options: { ttl: '12h' } },
    /prompt_cache_options\.ttl/,
  ],
  [
    'a pre-warm on chat',
    '/v1/chat/completions',
    { ...chat, model: 'gpt-6-luna', prompt_cache_options: { prewarm: true } },
    /^Unknown parameter: 'prompt_cache_options\.prewarm'\.$/,
  ],
  [
    'input text of an assistant',
    '/v1/responses',
    { ...response, input: [{ role: 'assistant', content: [part('x')] }] },
    /output_text/,
  ],
  ['too few output tokens', '/v1/responses', { ...response, max_output_tokens: 3 }, /max_output_tokens/],
  ['no model', '/v1/responses', { input: 'Hi' }, /^Missing required parameter: 'model'\.$/],
  [
    'retention that the model lacks',
    '/v1/responses',
    { model: 'gpt-4o', input: 'Hi', prompt_cache_retention: '24h' },
    /prompt_cache_retention/,
  ],
  [
    'a list of parts for a plain server',
    '/v1/chat/completions',
    { model: 'lab-local', messages: [{ role: 'user', content: [{ type: 'text', text: 'Hi' }] }] },
    /expected a string/,
  ],
  [
    'a cache key for a plain server',
    '/v1/chat/completions',
    { model: 'lab-local', messages: chat.messages, prompt_cache_key: 'k' },
    /^Unknown parameter: 'prompt_cache_key'/,
  ],
])('refuses %s', async (_name, path, body, message) => {
  const answer = await post(path, body)
  expect(answer).toMatchObject({
    status: 400,
    body: { error: { type: 'invalid_request_error', message: expect.stringMatching(message) as string } },
  })
})

test('an unknown model and a wrong key are refused in the shape of OpenAI, with and without /v1', async () => {
  expect(await post('/responses', { model: 'gpt-99', input: 'Hi' })).toMatchObject({
    status: 404,
    body: { error: { code: 'model_not_found' } },
  })
  expect(await post('/chat/completions', chat, 'wrong')).toMatchObject({
    status: 401,
    body: { error: { code: 'invalid_api_key' } },
  })
})

test('explicit: only what is marked is written, the dynamic part never', async () => {
  const body = (question: string): Body => ({
    ...explicit,
    prompt_cache_key: 'explicit',
    input: [standing(part(long, mark)), ask(question)],
  })
  expect(await respond(body('One'))).toEqual({ read: 0, written: longTokens })
  expect(await respond(body('Two'))).toEqual({ read: longTokens, written: 0 })
  expect(await respond({ ...body('Three'), input: [standing(part(long)), ask('Three')] })).toEqual({
    read: 0,
    written: 0,
  })
})

test('implicit: the end of the latest user message is written each time and not read by another question', async () => {
  const body = (question: string): Body => ({
    prompt_cache_key: 'implicit',
    input: [standing(part(long)), ask(question)],
  })
  const written = longTokens + estimateTokens('One')
  expect(await respond(body('One'))).toEqual({ read: 0, written })
  expect(await respond(body('Two'))).toMatchObject({ read: 0 })
  expect(
    await respond({
      ...body('One'),
      input: [standing(part(long)), ask('One'), { role: 'assistant', content: 'Yes.' }, ask('More?')],
    }),
  ).toMatchObject({ read: written })
})

test('of five breakpoints, the latest four are written; implicit mode writes its own and the latest three', async () => {
  const texts = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name} ${long}`)
  const body = (key: string, options: object): Body => ({
    prompt_cache_key: key,
    ...options,
    input: [standing(...texts.map((text) => part(text, mark))), ask('Q')],
  })
  const readBy = async (key: string, count: number): Promise<number> =>
    (
      await respond({
        prompt_cache_key: key,
        ...explicit,
        input: [standing(...texts.slice(0, count).map((text) => part(text, mark))), ask('Q')],
      })
    ).read
  await respond(body('five', explicit))
  expect(await readBy('five', 2)).toBe(texts.slice(0, 2).reduce((sum, text) => sum + estimateTokens(text), 0))
  await respond(body('five-implicit', {}))
  expect(await readBy('five-implicit', 2)).toBe(0)
  await respond(body('five-first', explicit))
  expect(await readBy('five-first', 1)).toBe(0)
})

test('there is no lookback limit in blocks', async () => {
  const parts = Array.from({ length: 60 }, (_, index) => part(`${index} ${long.slice(0, 400)}`))
  const body = (tail: object[]): Body => ({
    prompt_cache_key: 'lookback',
    ...explicit,
    input: [standing(part(long, mark), ...tail, part('end', mark)), ask('Q')],
  })
  await respond(body([]))
  expect((await respond(body(parts))).read).toBe(longTokens)
})

test.each([
  ['another key', { prompt_cache_key: 'other' }, false],
  ['another tool', { tools: [{ type: 'function', name: 'a' }] }, false],
  ['parallel tool calls', { parallel_tool_calls: false }, false],
  ['another format', { text: { format: { type: 'json_object' } } }, false],
  ['another effort', { reasoning: { effort: 'high' } }, false],
  ['another verbosity', { text: { verbosity: 'low' } }, false],
  ['another model', { model: 'gpt-6-sol' }, false],
  ['another limit', { max_output_tokens: 50 }, true],
])('after a warm run, %s: read %s', async (name, change, reads) => {
  const body: Body = { prompt_cache_key: name, ...explicit, input: [standing(part(long, mark)), ask('Q')] }
  await respond(body, 'lab-change')
  expect((await respond({ ...body, ...change }, 'lab-change')).read).toBe(reads ? longTokens : 0)
})

test.each([
  ['30m', 29, longTokens],
  ['30m', 31, 0],
  ['12h', 700, longTokens],
  ['12h', 721, 0],
])('with %s, %d minutes later %d tokens are read', async (ttl, minutes, read) => {
  const body: Body = {
    prompt_cache_key: `${ttl} ${minutes}`,
    prompt_cache_options: { mode: 'explicit', ttl },
    input: [standing(part(long, mark)), ask('Q')],
  }
  await respond(body)
  lab.clock.advance(minutes * 60_000)
  expect((await respond(body)).read).toBe(read)
})

test('use refreshes thirty minutes', async () => {
  const body: Body = {
    prompt_cache_key: 'refresh',
    ...explicit,
    input: [standing(part(long, mark)), ask('Q')],
  }
  for (let round = 0; round < 4; round += 1) {
    expect((await respond(body)).read).toBe(round === 0 ? 0 : longTokens)
    lab.clock.advance(20 * 60_000)
  }
})

test('below 1,024 tokens nothing is cached', async () => {
  const body: Body = {
    prompt_cache_key: 'small',
    ...explicit,
    input: [standing(part('Short. '.repeat(50), mark)), ask('Q')],
  }
  await respond(body)
  expect(await respond(body)).toEqual({ read: 0, written: 0 })
})

test.each([
  ['gpt-4o', {}, 9, true],
  ['gpt-4o', {}, 11, false],
  ['gpt-5.5', { prompt_cache_retention: '24h' }, 23 * 60, true],
])(
  '%s caches by itself with %o: after %d minutes, read %s in multiples of 128, writes for nothing',
  async (model, more, minutes, reads) => {
    const key = `lab-older-${model}-${minutes}`
    const body = (question: string): Body => ({
      model,
      ...more,
      input: [standing(part(long)), ask(question)],
    })
    expect(await respond(body('One'), key)).toEqual({ read: 0, written: 0 })
    lab.clock.advance(minutes * 60_000)
    expect(await respond(body('Two'), key)).toEqual({
      read: reads ? Math.floor(longTokens / 128) * 128 : 0,
      written: 0,
    })
  },
)

test('parallel cold starts all write: an entry is readable once the response has begun', async () => {
  const body: Body = {
    prompt_cache_key: 'parallel',
    ...explicit,
    input: [standing(part(long, mark)), ask('Q')],
  }
  lab.scenarios.add({ kind: 'slow', firstByteMs: 100 }, 3)
  expect(await Promise.all([respond(body), respond(body), respond(body)])).toEqual(
    [1, 2, 3].map(() => ({ read: 0, written: longTokens })),
  )
  expect((await respond(body)).read).toBe(longTokens)
})

test('the stream of a chat tells usage only where it was asked for', async () => {
  const send = async (more: Body): Promise<string> => {
    const sent = await fetch(`${lab.url}/v1/chat/completions`, {
      method: 'POST',
      headers: { authorization: 'Bearer lab-usage' },
      body: JSON.stringify({ ...chat, stream: true, ...more }),
    })
    return await sent.text()
  }
  expect(await send({})).not.toContain('usage')
  expect(await send({ stream_options: { include_usage: true } })).toMatch(
    /"choices":\[\],"usage":\{"prompt_tokens":\d+.*\n\ndata: \[DONE\]/,
  )
})
