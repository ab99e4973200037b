import { fixed, type Asked, type OddAnswer, type Reply, type Server } from './odd-answer.ts'
import { chat, json, message, responses } from './wire.ts'

/** Refuses while `isThere`, in these words; answers otherwise. */
function refusing(isThere: (asked: Asked) => boolean, refusal: Reply, answer: Reply = chat(fixed)): Server {
  return (asked) => (isThere(asked) ? refusal : answer)
}

const has = (field: string) => (asked: Asked) => field in asked.body
const hasNot = (field: string) => (asked: Asked) => !(field in asked.body)
const says = (text: string, param?: string, status = 400): Reply =>
  json({ error: { message: text, type: 'invalid_request_error', param: param ?? null, code: null } }, status)
const roles = ({ body }: Asked): unknown[] =>
  Array.isArray(body.messages) ? body.messages.map((one: { role?: unknown }) => one.role) : []

const without = (field: string, name: string, refusal: Reply, more: Partial<OddAnswer> = {}): OddAnswer => ({
  name,
  server: refusing(has(field), refusal),
  end: 'whole',
  requests: 2,
  asked: hasNot(field),
  ...more,
})

const openAi = { provider: 'openai', api: 'chat' } as const

/** A refused field is asked without, once. */
export const refusedFields: readonly OddAnswer[] = [
  without(
    'stream_options',
    'stream_options, plain',
    says('Unrecognized request argument supplied: stream_options'),
  ),
  without('stream_options', 'stream_options by param', says('Unknown parameter.', 'stream_options')),
  without(
    'stream_options',
    'stream_options, FastAPI',
    json(
      {
        detail: [
          {
            type: 'extra_forbidden',
            loc: ['body', 'stream_options'],
            msg: 'Extra inputs are not permitted',
            input: {},
          },
        ],
      },
      422,
    ),
  ),
  without(
    'stream_options',
    'stream_options, Mistral',
    json(
      {
        object: 'error',
        message: {
          detail: [
            {
              type: 'extra_forbidden',
              loc: ['body', 'stream_options'],
              msg: 'Extra inputs are not permitted',
            },
          ],
        },
        type: 'invalid_request_error',
      },
      422,
    ),
  ),
  without('stream_options', 'stream_options as a text', {
    status: 400,
    contentType: 'text/plain',
    body: 'unknown field `stream_options`',
  }),
  without(
    'max_tokens',
    'max_tokens',
    says(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
      'max_tokens',
    ),
    { asked: has('max_completion_tokens') },
  ),
  without(
    'max_tokens',
    'max_tokens, unknown',
    json({ detail: [{ loc: ['body', 'max_tokens'], msg: 'Extra inputs are not permitted' }] }, 422),
  ),
  without(
    'max_completion_tokens',
    'max_completion_tokens',
    says('Unrecognized request argument supplied: max_completion_tokens'),
    { ...openAi, asked: has('max_tokens') },
  ),
  {
    name: 'a limit above the context',
    server: refusing(
      ({ body }) => Number(body.max_tokens ?? 0) > 3900,
      says(
        "This model's maximum context length is 4096 tokens. However, you requested 8392 tokens (200 in the messages, 8192 in the completion). Please reduce the length of the messages or completion.",
      ),
    ),
    end: 'whole',
    requests: 2,
  },
  {
    name: 'a limit above the context, in the words of vLLM',
    server: refusing(
      ({ body }) => Number(body.max_tokens ?? 0) > 3900,
      json(
        {
          object: 'error',
          message:
            "'max_tokens' or 'max_completion_tokens' is too large: 8192. This model's maximum context length is 4096 tokens and your request has 200 input tokens (8192 > 4096 - 200).",
          type: 'BadRequestError',
          code: 400,
        },
        400,
      ),
    ),
    end: 'whole',
    requests: 2,
  },
  {
    name: 'a limit above that of the model',
    server: refusing(
      ({ body }) => Number(body.max_tokens ?? 0) > 4096,
      says(
        'max_tokens is too large: 8192. This model supports at most 4096 completion tokens, whereas you provided 8192.',
        'max_tokens',
      ),
    ),
    end: 'whole',
    requests: 2,
    asked: ({ body }) => body.max_tokens === undefined || Number(body.max_tokens) <= 4096,
  },
  {
    name: 'a limit above Anthropic’s',
    provider: 'anthropic',
    server: refusing(
      ({ body }) => Number(body.max_tokens ?? 0) > 4096,
      json(
        {
          type: 'error',
          error: {
            type: 'invalid_request_error',
            message:
              'max_tokens: 32000 > 4096, which is the maximum allowed number of output tokens for claude-haiku-5-5',
          },
        },
        400,
      ),
      message(fixed, 'end_turn'),
    ),
    end: 'whole',
    requests: 2,
    asked: ({ body }) => Number(body.max_tokens) <= 4096,
  },
  without(
    'prompt_cache_key',
    'prompt_cache_key',
    says('Unknown parameter: prompt_cache_key', 'prompt_cache_key'),
    openAi,
  ),
  without(
    'prompt_cache_options',
    'prompt_cache_options',
    json({ detail: [{ loc: ['body', 'prompt_cache_options'], msg: 'Extra inputs are not permitted' }] }, 422),
    { ...openAi },
  ),
  {
    name: 'prompt_cache_key, then stream_options',
    ...openAi,
    server: (asked) =>
      has('prompt_cache_key')(asked)
        ? says('Unknown parameter: prompt_cache_key')
        : has('stream_options')(asked)
          ? says('Unknown parameter: stream_options')
          : chat(fixed),
    end: 'whole',
    requests: 3,
  },
  without(
    'prompt_cache_key',
    'prompt_cache_key on Responses',
    says('Unknown parameter: prompt_cache_key', 'prompt_cache_key'),
    {
      provider: 'openai',
      api: 'responses',
      server: refusing(
        has('prompt_cache_key'),
        says('Unknown parameter: prompt_cache_key', 'prompt_cache_key'),
        responses(fixed, 'completed'),
      ),
    },
  ),
  {
    name: 'the developer role',
    ...openAi,
    server: refusing(
      (asked) => roles(asked).includes('developer'),
      says(
        'messages[0].role: unknown variant `developer`, expected one of `system`, `user`, `assistant`, `tool`',
      ),
    ),
    end: 'whole',
    requests: 2,
    asked: (asked) => roles(asked).includes('system'),
  },
  {
    name: 'the system role',
    server: refusing((asked) => roles(asked).includes('system'), says('System role not supported')),
    end: 'whole',
    requests: 2,
    asked: (asked) => !roles(asked).includes('system'),
  },
  {
    name: 'diagnostics',
    provider: 'anthropic',
    server: refusing(
      has('diagnostics'),
      json(
        {
          type: 'error',
          error: { type: 'invalid_request_error', message: 'diagnostics: Extra inputs are not permitted' },
        },
        400,
      ),
      message(fixed, 'end_turn'),
    ),
    end: 'whole',
    requests: 2,
  },
  {
    name: 'a field that is refused whatever is sent',
    server: says('Unknown parameter: stream_options'),
    end: 'failed',
    answer: '',
    said: /stream_options/,
    requests: 2,
  },
  {
    name: 'a refusal that names no field of ours',
    server: says('The text is rude.'),
    end: 'failed',
    answer: '',
    said: /rude/,
  },
]
