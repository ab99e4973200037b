import type { ScenarioInput } from '../../../../e2e/provider-lab/scenario.ts'
import type { ChatRequest } from '../../../../src-shared/dedicated-api/chat-request.ts'

/** Every field that is documented for chat completions, and some that nobody knows, at every level. */
export const golden: ChatRequest = {
  model: 'gpt-6-luna',
  messages: [
    {
      role: 'developer',
      content: [
        {
          type: 'text',
          text: 'Rules\r\n\u00e9 e\u0301 \u{1F600}',
          prompt_cache_breakpoint: { mode: 'explicit' },
          x_part: [1],
        },
      ],
      name: 'dev',
    },
    {
      role: 'user',
      content: [
        { type: 'image_url', image_url: { url: 'data:image/png;base64,AA==', detail: 'low', x_image: true } },
        { type: 'input_audio', input_audio: { data: 'AA==', format: 'wav' } },
        { type: 'file', file: { file_id: 'file-1' } },
      ],
    },
    {
      role: 'assistant',
      content: null,
      refusal: null,
      audio: { id: 'a' },
      tool_calls: [
        {
          id: 'c',
          type: 'function',
          function: { name: 'f', arguments: '{"b":1, "a":2}', x: 1 },
          x_call: null,
        },
        { id: 'd', type: 'custom', custom: { name: 'g', input: 'i' } },
      ],
    },
    {
      role: 'tool',
      tool_call_id: 'c',
      content: [{ type: 'text', text: '' }],
      x_message: { deep: { er: [] } },
    },
    { role: 'function', name: 'old', content: 'r' },
    { role: 'user', content: 'Go on' },
  ],
  tools: [
    { type: 'function', function: { name: 'f', parameters: { z: 1, a: 2 }, strict: true } },
    { type: 'custom', custom: { name: 'g' } },
  ],
  tool_choice: { type: 'allowed_tools', allowed_tools: { mode: 'auto' } },
  metadata: { team: 'a' },
  user: 'u',
  safety_identifier: 's',
  prompt_cache_key: 'space-1',
  prompt_cache_retention: null,
  prompt_cache_options: { mode: 'explicit', ttl: '30m' },
  reasoning_effort: 'low',
  verbosity: 'low',
  service_tier: 'default',
  store: false,
  logit_bias: { '5': -1 },
  modalities: ['text'],
  response_format: { type: 'json_schema', json_schema: { name: 's', schema: {} } },
  x_unknown: { nested: [null, { deep: 'ü' }] },
}

export const refusals: [ScenarioInput, object][] = [
  [
    { kind: 'error', status: 400, message: "Unknown parameter: 'x'." },
    { status: 400, code: 'unknown_parameter', options: { param: 'x' } },
  ],
  [
    { kind: 'error', status: 400, message: 'Your input exceeds the context window of this model.' },
    { status: 400, code: 'context_length_exceeded' },
  ],
  [
    { kind: 'error', status: 401 },
    { status: 502, code: 'upstream_refused_key' },
  ],
  [
    { kind: 'error', status: 403 },
    { status: 502, code: 'upstream_refused_key' },
  ],
  [
    { kind: 'error', status: 404 },
    { status: 404, code: 'model_not_found' },
  ],
  [
    { kind: 'error', status: 429, retryAfterSeconds: 7 },
    { status: 429, code: 'upstream_rate_limited', options: { retryAfterSeconds: 7 } },
  ],
  [
    { kind: 'error', status: 429, message: 'You exceeded your current quota, please check your plan.' },
    { status: 502, code: 'upstream_refused_key' },
  ],
  [
    {
      kind: 'error',
      status: 429,
      message: 'Request too large for gpt-6-luna on tokens per min (TPM): Limit 30000, Requested 50000.',
    },
    { status: 400, code: 'context_length_exceeded' },
  ],
  [
    { kind: 'error', status: 500 },
    { status: 502, code: 'upstream_error' },
  ],
  [
    { kind: 'error', status: 503, retryAfterSeconds: 3 },
    { status: 503, code: 'upstream_overloaded', options: { retryAfterSeconds: 3 } },
  ],
  [{ kind: 'garbage' }, { status: 502, code: 'upstream_unreadable' }],
  [{ kind: 'hang' }, { status: 504, code: 'upstream_timeout' }],
  [{ kind: 'cut-before-usage' }, { status: 502, code: 'upstream_interrupted' }],
]
