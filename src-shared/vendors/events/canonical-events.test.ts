import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CanonicalEvents } from './canonical-events.ts'
import type { Wire } from './from-whole-answer.ts'

function rewrite(wire: Wire, ...pieces: readonly string[]): { text: string; isDone: boolean } {
  const events = new CanonicalEvents(wire)
  const text = pieces.map((piece) => events.push(piece)).join('') + events.end()
  return { text, isDone: events.isDone }
}

const one = '{"choices":[{"index":0,"delta":{"content":"a: b\\n\\ndata: c"}}]}'
const two = '{"choices":[{"index":0,"delta":{"content":"[DONE]"}}]}'
const plain = `data: ${one}\n\ndata: ${two}\n\n`

const layouts: readonly (readonly [string, string])[] = [
  ['as it is meant', plain],
  ['line ends of Windows', plain.replaceAll('\n', '\r\n')],
  ['line ends of old computers', plain.replaceAll('\n', '\r')],
  ['no blanks', plain.replaceAll(/^data: /gm, 'data:')],
  ['a byte order mark', `\uFEFF${plain}`],
  ['blank lines first', `\n\n\n${plain}`],
  ['empty data', `data:\n\ndata: \n\n${plain}data:\n\n`],
  ['comments, ids and waits', `: ping\n\nid: 1\nretry: 5\n${plain}: end\n\n`],
  ['no line break at the end', plain.trimEnd()],
  ['unknown fields', `x-trace: 1\n${plain}`],
  ['lines of JSON', `${one}\n${two}\n`],
  ['lines of JSON without the last break', `${one}\r\n\r\n${two}`],
  ['a list', `[${one},${two}]`],
  ['a list over several lines', JSON.stringify([JSON.parse(one), JSON.parse(two)], null, 2)],
]

describe.each(layouts)('%s', (_name, body) => {
  test('becomes the same events, wherever the network cuts it', () => {
    expect(rewrite('chat', body).text).toBe(plain)
    fc.assert(
      fc.property(fc.array(fc.nat(body.length), { maxLength: 20 }), (cuts) => {
        const places = [0, ...cuts.toSorted((a, b) => a - b), body.length]
        const pieces = places.slice(1).map((end, index) => body.slice(places[index], end))
        expect(rewrite('chat', ...pieces).text).toBe(plain)
      }),
      { numRuns: 50 },
    )
  })
})

test('an end mark is seen, and passed only to the SDK that knows it', () => {
  const body = `${plain}data: [DONE]\n\n`
  expect(rewrite('chat', body)).toEqual({ text: body, isDone: true })
  expect(rewrite('gemini', body)).toEqual({ text: plain, isDone: true })
  expect(rewrite('chat', plain).isDone).toBe(false)
  expect(rewrite('chat', 'data:[DONE]').isDone).toBe(true)
})

test('an event that was cut says nothing', () => {
  expect(rewrite('chat', `${plain}data: {"choices":[{"ind`).text).toBe(plain)
  expect(rewrite('chat', `${one}\n{"choices":[{"ind`).text).toContain(`data: ${one}\n\n`)
})

test('a page passes as it is', () => {
  expect(rewrite('chat', '\n<html><title>Sign in</title></html>').text).toBe(
    '<html><title>Sign in</title></html>',
  )
})

test('a whole completion is the chunk that would have streamed it, and complete', () => {
  const whole = {
    id: 'c1',
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: 'a', tool_calls: [{ id: 't' }] },
        finish_reason: 'stop',
      },
    ],
    usage: { prompt_tokens: 1 },
  }
  const { text, isDone } = rewrite('chat', JSON.stringify(whole))
  const [first = ''] = text.split('\n\n')
  expect(isDone).toBe(true)
  expect(JSON.parse(first.slice('data: '.length))).toEqual({
    id: 'c1',
    choices: [
      {
        index: 0,
        delta: { role: 'assistant', content: 'a', tool_calls: [{ index: 0, id: 't' }] },
        finish_reason: 'stop',
      },
    ],
    usage: { prompt_tokens: 1 },
  })
})

test.each([
  ['chat', { detail: 'No.' }, 'data: {"error":{"detail":"No."}}\n\n'],
  ['chat', { error: 'No.' }, 'data: {"error":"No."}\n\n'],
  ['responses', { message: 'No.' }, 'data: {"error":{"message":"No."}}\n\n'],
  [
    'messages',
    { detail: 'No.' },
    'event: error\ndata: {"detail":"No.","type":"error","error":{"message":"No."}}\n\n',
  ],
  ['gemini', { error: { code: 400 } }, 'data: {"error":{"code":400}}\n\n'],
] as const)('%s: an error inside a 200 is an error of the stream', (wire, body, expected) => {
  expect(rewrite(wire, JSON.stringify(body)).text).toBe(expected)
})

test('events of Anthropic’s get the name that their data have', () => {
  expect(rewrite('messages', 'data: {"index":0,"type":"message_stop"}\n\n').text).toBe(
    'event: message_stop\ndata: {"index":0,"type":"message_stop"}\n\n',
  )
})

test('Gemini’s events have no names, which its SDK would take for text', () => {
  expect(rewrite('gemini', 'event: message\nid: 3\ndata: {"candidates":[]}\n\n').text).toBe(
    'data: {"candidates":[]}\n\n',
  )
})

test('a whole message of Anthropic’s is the events that would have streamed it', () => {
  const { text } = rewrite(
    'messages',
    JSON.stringify({
      type: 'message',
      content: [{ type: 'text', text: 'a' }],
      stop_reason: 'end_turn',
      usage: {},
    }),
  )
  expect([...text.matchAll(/^event: (.*)$/gm)].map(([, name]) => name)).toEqual([
    'message_start',
    'content_block_start',
    'content_block_delta',
    'content_block_stop',
    'message_delta',
    'message_stop',
  ])
})

test('a whole response is the events that would have streamed it', () => {
  const content = [{ type: 'output_text', text: 'a' }]
  const { text } = rewrite(
    'responses',
    JSON.stringify({ object: 'response', status: 'completed', output: [{ type: 'message', content }] }),
  )
  expect([...text.matchAll(/^event: (.*)$/gm)].map(([, name]) => name)).toEqual([
    'response.created',
    'response.output_text.delta',
    'response.completed',
  ])
})
