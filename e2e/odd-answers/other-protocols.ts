import { fixed, type OddAnswer, type Reply } from './odd-answer.ts'
import { candidate, json, message, named, sse, doneMark } from './wire.ts'

const odd = (name: string, server: Reply, more: Partial<OddAnswer> = {}): OddAnswer => ({
  name,
  server,
  end: 'whole',
  ...more,
})
const half = (name: string, server: Reply, more: Partial<OddAnswer> = {}): OddAnswer => ({
  name,
  server,
  end: 'half',
  answer: 'Half of the',
  ...more,
})
const anthropicEvents = message(fixed, 'end_turn').body as string

/** Anthropic’s and Gemini’s protocols, as servers speak them that are neither. */
export const otherProtocols: readonly OddAnswer[] = [
  odd(
    'Anthropic without message_start',
    { body: anthropicEvents.replace(/^event: message_start\n.*\n\n/, '') },
    { provider: 'anthropic' },
  ),
  odd(
    'Anthropic without block starts',
    { body: anthropicEvents.replace(/event: content_block_start\n.*\n\n/, '') },
    { provider: 'anthropic' },
  ),
  odd(
    'Anthropic’s deltas without a type',
    { body: anthropicEvents.replace('"type":"text_delta",', '') },
    { provider: 'anthropic' },
  ),
  odd(
    'Anthropic’s text at the start of a block',
    {
      body: named(
        { type: 'message_start', message: { id: 'm', role: 'assistant', content: [] } },
        { type: 'content_block_start', index: 0, content_block: { type: 'text', text: fixed } },
        { type: 'message_delta', delta: { stop_reason: 'end_turn' } },
        { type: 'message_stop' },
      ),
    },
    { provider: 'anthropic' },
  ),
  odd('Anthropic with an end mark', { body: anthropicEvents + doneMark }, { provider: 'anthropic' }),
  odd(
    'Anthropic with message_stop alone',
    { body: anthropicEvents.replace(/event: message_delta\n.*\n\n/, '') },
    { provider: 'anthropic' },
  ),
  odd(
    'Anthropic’s line ends of Windows',
    { body: anthropicEvents.replaceAll('\n', '\r\n') },
    { provider: 'anthropic' },
  ),
  odd(
    'Anthropic called JSON',
    { contentType: 'application/json', body: anthropicEvents },
    { provider: 'anthropic' },
  ),
  odd(
    'Anthropic’s message without a type',
    json({ id: 'm', role: 'assistant', content: [{ type: 'text', text: fixed }], stop_reason: 'end_turn' }),
    { provider: 'anthropic' },
  ),
  odd(
    'Anthropic’s content as a text',
    json({ id: 'm', type: 'message', role: 'assistant', content: fixed, stop_reason: 'end_turn' }),
    { provider: 'anthropic' },
  ),
  half(
    'Anthropic: overloaded behind words',
    {
      body: named(
        { type: 'message_start', message: { id: 'm', role: 'assistant', content: [] } },
        { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'Half of the' } },
        { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded now' } },
      ),
    },
    { provider: 'anthropic', said: /Overloaded now|overloaded/ },
  ),
  half('Anthropic: an end of “max_tokens” in capitals', message('Half of the', 'MAX_TOKENS'), {
    provider: 'anthropic',
  }),
  odd('Anthropic: an end of “stop”', message(fixed, 'stop'), { provider: 'anthropic' }),
  odd(
    'Gemini with an odd index',
    {
      body: sse({
        candidates: [{ index: '0', content: { parts: [{ text: fixed }] }, finishReason: 'STOP' }],
      }),
    },
    { provider: 'gemini' },
  ),
  odd(
    'Gemini with an empty function call',
    {
      body: sse({
        candidates: [{ content: { parts: [{ text: fixed, functionCall: {} }] }, finishReason: 'STOP' }],
      }),
    },
    { provider: 'gemini' },
  ),
  odd(
    'Gemini with an odd thought',
    {
      body: sse({
        candidates: [
          { content: { parts: [{ text: fixed, thought: 'no', thoughtSignature: 5 }] }, finishReason: 'STOP' },
        ],
      }),
    },
    { provider: 'gemini' },
  ),
  odd(
    'Gemini’s stop in small letters',
    { body: sse(candidate('The fixed text.', 'stop')) },
    { provider: 'gemini' },
  ),
  odd(
    'Gemini’s empty candidates first',
    {
      body: sse(
        { candidates: [] },
        { candidates: [{}] },
        { candidates: [{ content: {} }] },
        candidate(fixed, 'STOP'),
      ),
    },
    { provider: 'gemini' },
  ),
  odd(
    'Gemini over lines of JSON',
    {
      contentType: 'application/json',
      body: `${JSON.stringify(candidate('The fixed '))}\n${JSON.stringify(candidate('text.', 'STOP'))}\n`,
    },
    { provider: 'gemini' },
  ),
  half(
    'Gemini: too many tool calls',
    { body: sse(candidate('Half of the'), candidate(undefined, 'TOO_MANY_TOOL_CALLS')) },
    { provider: 'gemini' },
  ),
  half(
    'Gemini: an error behind words',
    {
      body: sse(candidate('Half of the'), {
        error: { code: 503, message: 'The model is overloaded.', status: 'UNAVAILABLE' },
      }),
    },
    { provider: 'gemini', said: /overloaded/ },
  ),
]
