import { fixed, type OddAnswer, type Reply } from './odd-answer.ts'
import { candidate, chat, chatEnding, chunk, doneMark, message, responses, sse, usageChunk } from './wire.ts'

const half = 'Half of the'

const halfEnd = (name: string, server: Reply, more: Partial<OddAnswer> = {}): OddAnswer => ({
  name,
  server,
  end: 'half',
  answer: half,
  ...more,
})

const gemini = (finish: string): Reply => ({ body: sse(candidate(half), candidate(undefined, finish)) })

/** Half is never whole: ends that are none, and ends that are. */
export const ends: readonly OddAnswer[] = [
  ...[
    'error',
    'abort',
    'cancelled',
    'timeout',
    'insufficient_system_resource',
    'unknown',
    'network_error',
  ].map((reason) => halfEnd(`an end “${reason}”`, chatEnding(reason, half))),
  halfEnd('the limit', chatEnding('length', half)),
  halfEnd('the limit of others', chatEnding('max_tokens', half)),
  halfEnd('a filter', chatEnding('content_filter', half)),
  halfEnd('no reason and no mark', { body: sse(chunk({ content: half })) }),
  halfEnd('an empty reason and no mark', { body: sse(chunk({ content: half }, '')) }),
  halfEnd('a broken connection', { body: sse(chunk({ content: half })), isCut: true }),
  halfEnd('a broken connection after an empty reason', {
    body: sse(chunk({ content: half }, '')),
    isCut: true,
  }),
  halfEnd('an error after the beginning', {
    body: sse(chunk({ content: half }), { error: { message: 'CUDA out of memory', code: 500 } }),
  }),
  ...[
    'OTHER',
    'MALFORMED_RESPONSE',
    'MALFORMED_FUNCTION_CALL',
    'NO_IMAGE',
    'FINISH_REASON_UNSPECIFIED',
    'NEW',
  ].map((reason) => halfEnd(`Gemini’s ${reason}`, gemini(reason), { provider: 'gemini' })),
  ...['SAFETY', 'RECITATION', 'IMAGE_SAFETY', 'IMAGE_RECITATION'].map((reason) =>
    halfEnd(`Gemini’s ${reason}`, gemini(reason), { provider: 'gemini' }),
  ),
  halfEnd('Gemini’s limit', gemini('MAX_TOKENS'), { provider: 'gemini' }),
  halfEnd('Gemini without an end', { body: sse(candidate(half)) }, { provider: 'gemini' }),
  ...['pause_turn', 'max_tokens', 'model_context_window_exceeded', 'refusal', 'tool_use', 'new_reason'].map(
    (reason) => halfEnd(`Anthropic’s ${reason}`, message(half, reason), { provider: 'anthropic' }),
  ),
  halfEnd('Anthropic without its last event', message(half, 'end_turn', false), {
    provider: 'anthropic',
    end: 'half',
  }),
  halfEnd(
    'a response that is incomplete',
    responses(half, 'incomplete', { incomplete_details: { reason: 'max_output_tokens' } }),
    {
      provider: 'openai',
    },
  ),
  halfEnd('a response that is cancelled', responses(half, 'cancelled'), { provider: 'openai' }),
  halfEnd(
    'a response that failed',
    responses(half, 'failed', { error: { code: 'server_error', message: 'It broke.' } }),
    { provider: 'openai' },
  ),
  {
    name: 'a response that is complete',
    provider: 'openai',
    server: responses(fixed, 'completed'),
    end: 'whole',
  },
  { name: 'a stop', server: chat(fixed), end: 'whole' },
  { name: 'Anthropic’s stop', provider: 'anthropic', server: message(fixed, 'end_turn'), end: 'whole' },
  { name: 'an empty reason until the end', server: emptyUntilTheEnd(), end: 'whole' },
  { name: 'an empty reason everywhere, and the mark', server: emptyEverywhere(), end: 'whole' },
  { name: 'the mark alone', server: { body: sse(chunk({ content: fixed })) + doneMark }, end: 'whole' },
  {
    name: 'the reason on the last words',
    server: { body: sse(chunk({ content: fixed }, 'stop')) },
    end: 'whole',
  },
  ...['eos', 'eos_token', 'stop_sequence', 'end_turn', 'STOP', 'completed'].map((reason): OddAnswer => ({
    name: `a good end “${reason}”`,
    server: chatEnding(reason, fixed),
    end: 'whole',
  })),
  {
    name: 'words after the reason',
    server: {
      body: sse(chunk({ content: 'The fixed ' }, 'stop'), chunk({ content: 'text.' }, 'stop')) + doneMark,
    },
    end: 'whole',
  },
  {
    name: 'Gemini’s reason before the last words',
    provider: 'gemini',
    server: { body: sse(candidate('The fixed ', 'STOP'), candidate('text.', 'STOP')) },
    end: 'whole',
  },
]

function emptyUntilTheEnd(): Reply {
  return {
    body:
      sse(
        chunk({ content: 'The fixed ' }, ''),
        chunk({ content: 'text.' }, ''),
        chunk({}, 'stop'),
        usageChunk,
      ) + doneMark,
  }
}

function emptyEverywhere(): Reply {
  return {
    body: sse(chunk({ content: 'The fixed ' }, ''), chunk({ content: 'text.' }, ''), usageChunk) + doneMark,
  }
}
