import { fixed, type OddAnswer } from './odd-answer.ts'
import { candidate, chat, chatJson, chunk, doneMark, json, message, named, sse, usageChunk } from './wire.ts'

const pieces = [chunk({ content: 'The fixed ' }), chunk({ content: 'text.' }), chunk({}, 'stop'), usageChunk]
const emoji = '😀'
const broken = JSON.stringify(chunk({ content: 'smile \uD83D' })).replace(/�|\ud83d/u, '\\ud83d')
const rest = JSON.stringify(chunk({ content: '\uDE00 end' })).replace(/�|\ude00/u, '\\ude00')
const utf8 = new TextEncoder().encode(
  sse(chunk({ content: `smile ${emoji} end` }), chunk({}, 'stop')) + doneMark,
)
const cutAt = utf8.indexOf(0xf0) + 2

const wholeMessage = {
  id: 'msg_1',
  type: 'message',
  role: 'assistant',
  model: 'claude-haiku-5-5',
  content: [{ type: 'text', text: fixed }],
  stop_reason: 'end_turn',
  usage: { input_tokens: 120, output_tokens: 4 },
}

const anthropicEvents = message(fixed, 'end_turn').body as string

/** Be liberal with the wire: the same answer in the shapes that servers give it. */
export const wireShapes: readonly OddAnswer[] = [
  { name: 'JSON instead of a stream', server: json(chatJson(fixed)), end: 'whole' },
  {
    name: 'JSON that is called a stream',
    server: { contentType: 'text/event-stream', body: JSON.stringify(chatJson(fixed)) },
    end: 'whole',
  },
  {
    name: 'JSON that is called a text',
    server: { contentType: 'text/plain', body: JSON.stringify(chatJson(fixed), null, 2) },
    end: 'whole',
  },
  {
    name: 'JSON with a byte order mark',
    server: { contentType: 'application/json', body: `\uFEFF${JSON.stringify(chatJson(fixed))}` },
    end: 'whole',
  },
  { name: 'JSON with parts', server: json(chatJson([{ type: 'text', text: fixed }])), end: 'whole' },
  {
    name: 'JSON that reached its limit',
    server: json({
      ...chatJson(''),
      choices: [{ index: 0, message: { content: 'Half of the' }, finish_reason: 'length' }],
    }),
    end: 'half',
    answer: 'Half of the',
  },
  {
    name: 'lines of JSON',
    server: {
      contentType: 'application/x-ndjson',
      body: pieces.map((piece) => `${JSON.stringify(piece)}\n`).join(''),
    },
    end: 'whole',
  },
  {
    name: 'an event without data first',
    server: { body: `data:\n\n${sse(...pieces)}${doneMark}` },
    end: 'whole',
  },
  {
    name: 'events without data between',
    server: { body: pieces.map((piece) => `data: \n\n${sse(piece)}data:\n\n`).join('') + doneMark },
    end: 'whole',
  },
  {
    name: 'comments between events',
    server: {
      body: `: OPENROUTER PROCESSING\n\n${pieces.map((piece) => `: ping\n${sse(piece)}`).join('')}${doneMark}`,
    },
    end: 'whole',
  },
  {
    name: 'names, ids and waits of events',
    server: {
      body:
        pieces.map((piece, id) => `event: message\nid: ${id}\nretry: 100\n${sse(piece)}`).join('') + doneMark,
    },
    end: 'whole',
  },
  {
    name: 'line ends of Windows',
    server: { body: (sse(...pieces) + doneMark).replaceAll('\n', '\r\n') },
    end: 'whole',
  },
  {
    name: 'data without a blank behind the colon',
    server: { body: (sse(...pieces) + doneMark).replaceAll('data: ', 'data:') },
    end: 'whole',
  },
  { name: 'a byte order mark first', server: { body: `\uFEFF${sse(...pieces)}${doneMark}` }, end: 'whole' },
  {
    name: 'a stream called JSON',
    server: { contentType: 'application/json', body: sse(...pieces) + doneMark },
    end: 'whole',
  },
  {
    name: 'a stream without a type',
    server: { contentType: '', body: sse(...pieces) + doneMark },
    end: 'whole',
  },
  { name: 'no blank line behind the last event', server: { body: sse(...pieces).trimEnd() }, end: 'whole' },
  {
    name: 'one event over several data lines',
    server: {
      body: `data: {"id":"c1","choices":[{"index":0,\ndata: "delta":{"content":"${fixed}"},"finish_reason":"stop"}]}\n\n${doneMark}`,
    },
    end: 'whole',
  },
  {
    name: 'the second choice first',
    server: {
      body:
        sse(
          {
            id: 'c1',
            choices: [
              { index: 1, delta: { content: 'Other.' } },
              { index: 0, delta: { content: fixed } },
            ],
          },
          { id: 'c1', choices: [{ index: 1, delta: {}, finish_reason: 'stop' }] },
          chunk({}, 'stop'),
        ) + doneMark,
    },
    end: 'whole',
  },
  {
    name: 'choices without an index',
    server: {
      body:
        sse(
          { choices: [{ delta: { content: fixed } }] },
          { choices: [{ delta: {}, finish_reason: 'stop' }] },
        ) + doneMark,
    },
    end: 'whole',
  },
  {
    name: 'a message where a delta is meant',
    server: {
      body: sse({ choices: [{ index: 0, message: { content: fixed }, finish_reason: 'stop' }] }) + doneMark,
    },
    end: 'whole',
  },
  {
    name: 'a text where a delta is meant',
    server: { body: sse({ choices: [{ index: 0, text: fixed, finish_reason: 'stop' }] }) + doneMark },
    end: 'whole',
  },
  {
    name: 'a null delta',
    server: { body: sse({ choices: [{ index: 0, delta: null }] }, ...pieces) + doneMark },
    end: 'whole',
  },
  { name: 'null choices', server: { body: sse({ choices: null }, ...pieces) + doneMark }, end: 'whole' },
  {
    name: 'a first event without choices',
    server: { body: sse({ id: 'c1', prompt_filter_results: [] }, ...pieces) + doneMark },
    end: 'whole',
  },
  {
    name: 'an emoji over two chunks',
    server: { body: `data: ${broken}\n\ndata: ${rest}\n\n${sse(chunk({}, 'stop'))}${doneMark}` },
    end: 'whole',
    answer: `smile ${emoji} end`,
  },
  {
    name: 'an emoji over two packets',
    server: { body: [utf8.slice(0, cutAt), utf8.slice(cutAt)] },
    end: 'whole',
    answer: `smile ${emoji} end`,
  },
  {
    name: 'half an emoji',
    server: { body: `data: ${broken}\n\n${sse(chunk({}, 'stop'))}${doneMark}` },
    end: 'whole',
    answer: 'smile \uFFFD',
  },
  { name: 'Anthropic’s message as JSON', provider: 'anthropic', server: json(wholeMessage), end: 'whole' },
  {
    name: 'Anthropic’s events without names',
    provider: 'anthropic',
    server: { body: anthropicEvents.replaceAll(/^event: .*\n/gm, '') },
    end: 'whole',
  },
  {
    name: 'an event of Anthropic’s without data',
    provider: 'anthropic',
    server: { body: `event: ping\ndata:\n\n${anthropicEvents}` },
    end: 'whole',
  },
  {
    name: 'an unknown event of Anthropic’s',
    provider: 'anthropic',
    server: { body: named({ type: 'new_thing' }) + anthropicEvents },
    end: 'whole',
  },
  {
    name: 'Gemini with names and ids',
    provider: 'gemini',
    server: {
      body: `event: message\nid: 1\n${sse(candidate('The fixed '))}event: message\nid: 2\n${sse(candidate('text.', 'STOP'))}`,
    },
    end: 'whole',
  },
  {
    name: 'Gemini with line ends of Windows',
    provider: 'gemini',
    server: { body: sse(candidate('The fixed '), candidate('text.', 'STOP')).replaceAll('\n', '\r\n') },
    end: 'whole',
  },
  {
    name: 'Gemini with an end mark',
    provider: 'gemini',
    server: { body: sse(candidate('The fixed '), candidate('text.', 'STOP')) + doneMark },
    end: 'whole',
  },
  {
    name: 'Gemini with an event without data',
    provider: 'gemini',
    server: { body: `data:\n\n${sse(candidate(fixed, 'STOP'))}` },
    end: 'whole',
  },
  { name: 'Gemini as JSON', provider: 'gemini', server: json(candidate(fixed, 'STOP')), end: 'whole' },
  {
    name: 'Gemini as a list',
    provider: 'gemini',
    server: json([candidate('The fixed '), candidate('text.', 'STOP')]),
    end: 'whole',
  },
  {
    name: 'Gemini with a comment',
    provider: 'gemini',
    server: { body: `: ping\n\n${sse(candidate(fixed, 'STOP'))}` },
    end: 'whole',
  },
  {
    name: 'Gemini with usage behind the end',
    provider: 'gemini',
    server: {
      body: sse(candidate(fixed, 'STOP'), { responseId: 'r1', usageMetadata: { promptTokenCount: 9 } }),
    },
    end: 'whole',
  },
  {
    name: 'an address that ends in /v1, on Chat Completions',
    provider: 'openai',
    api: 'chat',
    server: chat(fixed),
    end: 'whole',
  },
]
