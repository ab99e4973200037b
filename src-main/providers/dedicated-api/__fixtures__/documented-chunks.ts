const common = {
  id: 'chatcmpl-1',
  object: 'chat.completion.chunk',
  created: 1_790_000_000,
  model: 'claude-haiku-5-5',
}
const usage = {
  prompt_tokens: 2_440,
  completion_tokens: 50,
  total_tokens: 2_490,
  prompt_tokens_details: { cached_tokens: 2_000, cache_write_tokens: 340 },
  cache_creation_input_tokens: 340,
  cache_read_input_tokens: 2_000,
  cache_creation: { ephemeral_5m_input_tokens: 300, ephemeral_1h_input_tokens: 40 },
}

/** The chunks of a short answer as the gateway documents them (`ChatChunk`, `AnswerMetadata`): usage and metadata are on one without choices. */
export function chatChunks(
  metadata: object = { credits: { charged: 1, balance: 411, uncached: 2 } },
  finishReason = 'stop',
): unknown[] {
  const choice = (delta: object, reason: string | null = null) => ({
    ...common,
    choices: [{ index: 0, delta, finish_reason: reason }],
  })
  return [
    choice({ role: 'assistant', content: 'All ' }),
    choice({ content: 'good.' }),
    choice({}, finishReason),
    {
      ...common,
      choices: [],
      usage,
      metadata: { cached: false, provider: 'anthropic', request_id: 'r1', ...metadata },
    },
  ]
}
