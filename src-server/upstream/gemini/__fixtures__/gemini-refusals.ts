import type { ScenarioInput } from '../../../../e2e/provider-lab/scenario.ts'

export const refusals: [ScenarioInput, object][] = [
  [
    { kind: 'error', status: 400, message: 'Unable to submit request.' },
    { status: 400, code: 'upstream_refused_request' },
  ],
  [
    {
      kind: 'error',
      status: 400,
      message: 'The input token count (2000000) exceeds the maximum number of tokens allowed (1048576).',
    },
    { status: 400, code: 'context_length_exceeded' },
  ],
  [
    { kind: 'error', status: 401, message: 'invalid api key' },
    { status: 502, code: 'upstream_refused_key' },
  ],
  [
    { kind: 'error', status: 403 },
    { status: 502, code: 'upstream_refused_key' },
  ],
  [
    { kind: 'error', status: 404, message: 'models/gemini-3.8-flash is not found for API version v1beta' },
    { status: 404, code: 'model_not_found' },
  ],
  [
    { kind: 'error', status: 429, retryAfterSeconds: 7 },
    { status: 429, code: 'upstream_rate_limited', options: { retryAfterSeconds: 7 } },
  ],
  [
    { kind: 'error', status: 500 },
    { status: 502, code: 'upstream_error' },
  ],
  [
    { kind: 'error', status: 503 },
    { status: 503, code: 'upstream_overloaded' },
  ],
  [
    { kind: 'error', status: 504 },
    { status: 504, code: 'upstream_timeout' },
  ],
  [{ kind: 'garbage' }, { status: 502, code: 'upstream_unreadable' }],
  [{ kind: 'hang' }, { status: 504, code: 'upstream_timeout' }],
  [{ kind: 'cut-before-usage' }, { status: 502, code: 'upstream_interrupted' }],
]
