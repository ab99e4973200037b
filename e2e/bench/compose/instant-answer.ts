const usage = {
  input_tokens: 100,
  cache_read_input_tokens: 0,
  cache_creation_input_tokens: 0,
  output_tokens: 1,
}

const events: readonly (readonly [string, unknown])[] = [
  [
    'message_start',
    {
      message: {
        id: 'msg_bench',
        type: 'message',
        role: 'assistant',
        model: 'claude-haiku-5-5',
        content: [],
        stop_reason: null,
        stop_sequence: null,
        usage,
      },
    },
  ],
  ['content_block_start', { index: 0, content_block: { type: 'text', text: '' } }],
  ['content_block_delta', { index: 0, delta: { type: 'text_delta', text: 'Done.' } }],
  ['content_block_stop', { index: 0 }],
  ['message_delta', { delta: { stop_reason: 'end_turn', stop_sequence: null }, usage: { output_tokens: 2 } }],
  ['message_stop', {}],
]

const body = events
  .map(([type, data]) => `event: ${type}\ndata: ${JSON.stringify({ type, ...Object(data) })}\n\n`)
  .join('')

/** A complete answer of Anthropic's, at once: how long a vendor takes is not what is measured. */
export function instantAnswer(): Response {
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
}
