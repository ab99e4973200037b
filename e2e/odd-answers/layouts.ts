import { fixed, type OddAnswer, type Reply } from './odd-answer.ts'
import { chat, chatJson, chunk, json, sse, doneMark, usageChunk } from './wire.ts'

const odd = (name: string, server: Reply, more: Partial<OddAnswer> = {}): OddAnswer => ({
  name,
  server,
  end: 'whole',
  ...more,
})
const pieces = [chunk({ content: 'The fixed ' }), chunk({ content: 'text.' }), chunk({}, 'stop'), usageChunk]
const stream = sse(...pieces) + doneMark

/** More layouts of the same answer. */
export const layouts: readonly OddAnswer[] = [
  odd('line ends of old Macs', { body: stream.replaceAll('\n', '\r') }),
  odd('an end mark without a blank', { body: sse(...pieces) + 'data:[DONE]\n\n' }),
  odd('an end mark with blanks behind it', { body: sse(...pieces) + 'data: [DONE]  \n\n' }),
  odd('an end mark twice', { body: stream + doneMark }),
  odd('an end mark in quotation marks', { body: sse(...pieces) + 'data: "[DONE]"\n\n' }),
  odd('a bare end mark', { body: sse(...pieces) + '[DONE]\n' }),
  odd('an event called done', { body: sse(...pieces) + 'event: done\ndata: [DONE]\n\n' }),
  odd('one byte at a time', {
    body: Array.from(new TextEncoder().encode(stream.replaceAll('\n', '\r\n')), (byte) =>
      Uint8Array.of(byte),
    ),
  }),
  odd('null events', {
    body: 'data: null\n\n' + sse(pieces[0]) + 'data: null\n\n' + sse(...pieces.slice(1)) + doneMark,
  }),
  odd('empty objects', {
    body: 'data: {}\n\n' + sse(pieces[0]) + 'data: {}\n\n' + sse(...pieces.slice(1)) + doneMark,
  }),
  odd('pings', {
    body:
      'event: ping\ndata: {"type":"ping"}\n\n' +
      sse(pieces[0]) +
      'event: ping\ndata: {}\n\n' +
      sse(...pieces.slice(1)) +
      doneMark,
  }),
  odd('pings in words', {
    body:
      'event: ping\ndata: ping\n\n' +
      sse(pieces[0]) +
      'data: ping\n\ndata: heartbeat\n\n' +
      sse(...pieces.slice(1)) +
      doneMark,
  }),
  odd('keep-alives as data', { body: 'data: : keep-alive\n\n' + stream }),
  odd('events apart by one line break', {
    body: pieces.map((piece) => `data: ${JSON.stringify(piece)}\n`).join('') + 'data: [DONE]\n',
  }),
  odd('blank lines while waiting', {
    contentType: 'application/json',
    body: '\n\n\n\n' + JSON.stringify(chatJson(fixed)),
  }),
  odd('comments while waiting, then JSON', {
    body: ': waiting\n\n: waiting\n\n' + JSON.stringify(chatJson(fixed)),
  }),
  odd('JSON and an end mark', { body: JSON.stringify(chatJson(fixed)) + '\n\ndata: [DONE]\n\n' }),
  odd('a list of chunks', json(pieces)),
  odd('a list of one completion', json([chatJson(fixed)])),
  odd('Ollama’s own lines', {
    contentType: 'application/x-ndjson',
    body: [
      { model: 'm-1', message: { role: 'assistant', content: 'The fixed ' }, done: false },
      { model: 'm-1', message: { role: 'assistant', content: 'text.' }, done: false },
      {
        model: 'm-1',
        message: { role: 'assistant', content: '' },
        done: true,
        done_reason: 'stop',
        prompt_eval_count: 120,
        eval_count: 4,
      },
    ]
      .map((line) => `${JSON.stringify(line)}\n`)
      .join(''),
  }),
  odd(
    'Ollama’s own, whole',
    json({ model: 'm-1', message: { role: 'assistant', content: fixed }, done: true, done_reason: 'stop' }),
  ),
  odd('an index as a text', {
    body: sse({ choices: [{ index: '0', delta: { content: fixed }, finish_reason: 'stop' }] }) + doneMark,
  }),
  odd('an index of null', {
    body: sse({ choices: [{ index: null, delta: { content: fixed }, finish_reason: 'stop' }] }) + doneMark,
  }),
  odd('usage in every chunk', {
    body:
      sse(
        ...pieces
          .slice(0, 3)
          .map((piece) => ({ ...piece, usage: { prompt_tokens: 120, completion_tokens: 1 } })),
        usageChunk,
      ) + doneMark,
  }),
  odd('usage of null in every chunk', {
    body: sse(...pieces.slice(0, 3).map((piece) => ({ ...piece, usage: null }))) + doneMark,
  }),
  odd('usage first', {
    body:
      sse({ id: 'c1', choices: [], usage: { prompt_tokens: 120, completion_tokens: 0 } }, ...pieces) +
      doneMark,
  }),
  odd('words after the usage', {
    body:
      sse({ id: 'c1', choices: [], usage: { prompt_tokens: 120 } }, chunk({ content: fixed }, 'stop')) +
      doneMark,
  }),
  odd('a last chunk with usage and an empty choice', {
    body:
      sse(chunk({ content: fixed }), {
        id: 'c1',
        choices: [{ index: 0, delta: {}, finish_reason: 'stop' }],
        usage: usageChunk.usage,
      }) + doneMark,
  }),
  odd('numbers as tokens', {
    body: sse(chunk({ content: 'The fixed text' }), chunk({ content: '.' }), chunk({}, 'stop')) + doneMark,
  }),
  odd('a role in every chunk', chat({ toString: 1 }, 'The fixed text.')),
  odd('an audio of null and tool_calls of []', {
    body:
      sse(
        chunk({ content: fixed, tool_calls: [], audio: null, function_call: null }),
        chunk({ tool_calls: null }, 'stop'),
      ) + doneMark,
  }),
  odd('status 201', { status: 201, body: stream }),
  odd('status 203', { status: 203, body: stream }),
  odd('a type with capitals', { contentType: 'Text/Event-Stream; Charset=UTF-8', body: stream }),
  odd('octets', { contentType: 'application/octet-stream', body: stream }),
  odd('a stream called a page', { contentType: 'text/html', body: stream }),
  odd('names before every field', {
    body: stream.replaceAll('data: ', 'id: 1\nevent: chat.completion.chunk\ndata: '),
  }),
  odd('refusal of null', {
    body: sse(chunk({ content: fixed, refusal: null }), chunk({ refusal: '' }, 'stop')) + doneMark,
  }),
  odd('a content filter that found nothing', {
    body:
      sse(
        { choices: [], prompt_filter_results: [{ prompt_index: 0, content_filter_results: {} }] },
        { ...chunk({ content: fixed }), content_filter_results: {} },
        chunk({}, 'stop'),
      ) + doneMark,
  }),
  odd('obfuscation and service tier', {
    body:
      sse(
        { ...chunk({ content: fixed }), obfuscation: 'x', service_tier: 'default', system_fingerprint: null },
        chunk({}, 'stop'),
      ) + doneMark,
  }),
  odd('a base_resp that is fine', {
    body:
      sse({ ...chunk({ content: fixed }, 'stop'), base_resp: { status_code: 0, status_msg: '' } }) + doneMark,
  }),
  odd('an error of null', { body: sse({ ...chunk({ content: fixed }, 'stop'), error: null }) + doneMark }),
  odd('code and message that are fine', {
    body: sse({ ...chunk({ content: fixed }, 'stop'), code: 0, message: 'success' }) + doneMark,
  }),
  odd('a first event of status', { body: sse({ code: 0, message: 'success', id: 'x' }) + stream }),
]
