import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { parseBody } from './parse-body.ts'
import { toErrorResponse, toOwnError } from './to-error-response.ts'

const partSchema = z.discriminatedUnion('type', [
  z.looseObject({ type: z.literal('text'), text: z.string() }),
  z.looseObject({ type: z.literal('image_url'), image_url: z.object({ url: z.string() }) }),
])
const schema = z.looseObject({
  model: z.string(),
  messages: z.array(z.looseObject({ content: z.union([z.string(), z.array(partSchema)]) })).optional(),
})

const app = new Hono().post('/', async (context) =>
  context.json(await parseBody(context, schema, { maximumBytes: 1_000 })),
)
app.onError((error) => toErrorResponse(toOwnError(error)))

async function send(
  body: string | ReadableStream<Uint8Array> | undefined,
  headers: Record<string, string> = {},
): Promise<{ readonly status: number; readonly body: unknown }> {
  const answer = await app.request('/', {
    method: 'POST',
    headers,
    ...(body === undefined ? {} : { body, duplex: 'half' }),
  })
  return { status: answer.status, body: await answer.json() }
}

test('a good body comes back with its unknown fields and its size', async () => {
  const text = '{"model":"m","x_new":{"å":1}}'
  expect(await send(text)).toEqual({
    status: 200,
    body: { value: { model: 'm', x_new: { å: 1 } }, bytes: 30 },
  })
  expect(await send(text, { 'content-length': '30' })).toEqual({
    status: 200,
    body: { value: { model: 'm', x_new: { å: 1 } }, bytes: 30 },
  })
})

test.each([
  ['{}', 'model'],
  ['{"model":1}', 'model'],
  ['{"model":"m","messages":{}}', 'messages'],
  ['{"model":"m","messages":[{"content":"a"},{"content":5}]}', 'messages[1].content'],
  ['{"model":"m","messages":[{"content":[{"type":"text","text":5}]}]}', 'messages[0].content[0].text'],
  [
    '{"model":"m","messages":[{"content":[{"type":"image_url","image_url":{"url":null}}]}]}',
    'messages[0].content[0].image_url.url',
  ],
  ['{"model":"m","messages":[{"content":[{"type":"video"}]}]}', 'messages[0].content[0].type'],
])('%s is refused for %s', async (body, param) => {
  expect(await send(body)).toMatchObject({
    status: 400,
    body: {
      error: {
        type: 'invalid_request_error',
        code: 'invalid_value',
        param,
        message: expect.stringContaining(`${param}: `) as string,
      },
    },
  })
})

test.each(['[]', 'null', '"text"', '5'])(
  'a body that is no object (%s) is refused without a field',
  async (body) => {
    expect(await send(body)).toMatchObject({
      status: 400,
      body: { error: { code: 'invalid_value', param: null } },
    })
  },
)

test.each([
  '',
  '{',
  '{"password":"hunter2-secret"',
  'hunter2-secret',
  '{"a":1}{"hunter2-secret":1}',
  '['.repeat(900),
  "{'hunter2-secret':1}",
])('text that is no JSON is refused and not repeated (%#)', async (body) => {
  const answer = await send(body)
  expect(answer).toMatchObject({ status: 400, body: { error: { code: 'invalid_json' } } })
  expect(JSON.stringify(answer)).not.toContain('hunter2')
})

test('no body at all is no JSON', async () => {
  expect(await send(undefined)).toMatchObject({ status: 400, body: { error: { code: 'invalid_json' } } })
})

test('a wrong value is not repeated in its refusal', async () => {
  expect(JSON.stringify(await send('{"model":["hunter2-secret"]}'))).not.toContain('hunter2')
})

test('an announced length that is too great is refused before the body is read', async () => {
  const never = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => undefined) })
  expect(await send(never, { 'content-length': '1001' })).toMatchObject({
    status: 413,
    body: { error: { code: 'body_too_large' } },
  })
})

test('a body without a length is read up to the limit and no further', async () => {
  let sent = 0
  const endless = new ReadableStream<Uint8Array>({
    pull(controller) {
      sent++
      controller.enqueue(new Uint8Array(400).fill(32))
    },
  })
  expect(await send(endless)).toMatchObject({ status: 413, body: { error: { code: 'body_too_large' } } })
  expect(sent).toBeLessThan(8)
})

test('a body that breaks off is told as such', async () => {
  const broken = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.error(new Error('socket closed')),
  })
  expect(await send(broken)).toMatchObject({ status: 400, body: { error: { code: 'incomplete_body' } } })
})

test('a path is cut before it grows without end', async () => {
  const deep = z.record(z.string(), z.string())
  const other = new Hono().post('/', async (context) => context.json(await parseBody(context, deep)))
  other.onError((error) => toErrorResponse(toOwnError(error)))
  const answer = await other.request('/', {
    method: 'POST',
    body: JSON.stringify({ ['k'.repeat(5_000)]: 1 }),
  })
  expect(answer.status).toBe(400)
  expect((await answer.text()).length).toBeLessThan(700)
})
