import { fixed, type OddAnswer, type Reply } from './odd-answer.ts'
import { chatEnding, chunk, sse, doneMark } from './wire.ts'

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
const cut = chunk({ content: 'Half of the' })

/** Good ends and bad ones in the words of more servers, and errors behind the first words. */
export const moreEnds: readonly OddAnswer[] = [
  half('usage first, then a stream that stops', {
    body: sse({ id: 'c1', choices: [], usage: { prompt_tokens: 120, completion_tokens: 0 } }, cut),
  }),
  half('usage in every chunk, and no end', {
    body: sse({ ...cut, usage: { prompt_tokens: 120, completion_tokens: 1 } }),
  }),
  ...[
    'STOP',
    'END_TURN',
    'COMPLETE',
    'FinishReason.STOP',
    'StopReason.end_turn',
    'FINISH_REASON_STOP',
    'REASON_STOP',
    'done',
    'finished',
    'end',
    'endoftext',
    'stop_str',
    'eos_found',
    'end_of_text',
    'end_of_turn',
  ].map((word) => odd(`a good end “${word}”`, chatEnding(word, fixed))),
  ...[
    'ERROR',
    'ERROR_TOXIC',
    'USER_CANCEL',
    'MAX_TOKENS',
    'REASON_MAX_LEN',
    'limit',
    'guardrail_intervened',
    'content_filtered',
    'repetition',
    'load',
    'malformed_model_output',
    'FinishReason.MAX_TOKENS',
    'tool_calls',
    'function_call',
  ].map((word) => half(`an end “${word}”`, chatEnding(word, 'Half of the'))),
  half(
    'an error behind words, beside choices',
    { body: sse(cut, { ...chunk({ content: '' }, 'error'), error: { code: 502, message: 'Gone' } }) },
    { said: /Gone/ },
  ),
  half(
    'an error behind words, in the choice',
    {
      body: sse(cut, {
        choices: [{ index: 0, delta: {}, finish_reason: 'error', error: { code: 502, message: 'Gone' } }],
      }),
    },
    { said: /Gone/ },
  ),
  half(
    'an error as an event',
    { body: sse(cut) + `event: error\ndata: ${JSON.stringify({ detail: 'Gone' })}\n\n` },
    { said: /Gone/ },
  ),
  half(
    'an error as a text in an event',
    { body: sse(cut) + 'event: error\ndata: Gone\n\n' },
    { said: /Gone/ },
  ),
  half('JSON that is cut', {
    contentType: 'application/json',
    body: sse(cut) + 'data: {"id":"c1","choices":[{"index":0,"delta":{"conte',
  }),
  half('an end mark after an error end', { body: sse(cut, chunk({}, 'error')) + doneMark }),
]
