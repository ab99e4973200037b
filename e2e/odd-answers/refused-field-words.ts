import { type OddAnswer } from './odd-answer.ts'
import { askedWithout, has, says, openAiChat, type RefusalCase } from './refusal-case.ts'
import { json } from './wire.ts'

const cases: readonly RefusalCase[] = [
  [
    'stream_options, LiteLLM',
    has('stream_options'),
    says(
      'litellm.UnsupportedParamsError: x does not support parameters: ' +
        "['stream_options'], for model=m-1. To drop these, set " +
        '`litellm.drop_params=True`',
    ),
  ],
  [
    'stream_options, Groq',
    has('stream_options'),
    says("property 'stream_options' is unsupported, did you mean 'stream'?", {
      type: 'invalid_request_error',
    }),
  ],
  [
    'stream_options, Fireworks',
    has('stream_options'),
    says("Extra inputs are not permitted, field: 'stream_options', value: {'include_usage': True}"),
  ],
  [
    'stream_options, Azure',
    has('stream_options'),
    says('Unrecognized request argument supplied: stream_options', {
      type: 'invalid_request_error',
      param: null,
      code: null,
    }),
  ],
  [
    'stream_options, Azure AI',
    has('stream_options'),
    json(
      {
        error: {
          code: 'Invalid input',
          status: 422,
          message: 'invalid input error',
          details: [
            {
              type: 'extra_forbidden',
              loc: ['body', 'stream_options'],
              msg: 'Extra inputs are not permitted',
            },
          ],
        },
      },
      422,
    ),
  ],
  [
    'stream_options, a 500',
    has('stream_options'),
    json({ detail: "ChatRequest.__init__() got an unexpected keyword argument 'stream_options'" }, 500),
  ],
  ['stream_options, a 501', has('stream_options'), says('stream_options is not implemented', {}, 501)],
  [
    'stream_options, Java',
    has('stream_options'),
    json(
      {
        status: 400,
        error: 'Bad Request',
        message:
          'JSON parse error: Unrecognized field "stream_options" (class x.ChatRequest), ' +
          'not marked as ignorable',
      },
      400,
    ),
  ],
  [
    'stream_options, serde',
    has('stream_options'),
    {
      status: 422,
      contentType: 'text/plain',
      body:
        'Failed to deserialize the JSON body into the target type: unknown field ' +
        '`stream_options`, expected one of `model`, `messages` at line 1 column 30',
    },
  ],
  ['stream_options, Go', has('stream_options'), json({ error: 'json: unknown field "stream_options"' }, 400)],
  [
    'stream_options, ajv',
    has('stream_options'),
    json(
      {
        message: 'body must NOT have additional properties',
        errors: [
          {
            keyword: 'additionalProperties',
            params: { additionalProperty: 'stream_options' },
            message: 'must NOT have additional properties',
          },
        ],
      },
      400,
    ),
  ],
  [
    'max_tokens, Azure',
    has('max_tokens'),
    says(
      "Unsupported parameter: 'max_tokens' is not supported with this model. Use " +
        "'max_completion_tokens' instead.",
      { type: 'invalid_request_error', param: 'max_tokens', code: 'unsupported_parameter' },
    ),
  ],
  ['max_tokens, Groq', has('max_tokens'), says("property 'max_tokens' is unsupported")],
  [
    'max_tokens, a message',
    has('max_tokens'),
    json({ message: 'max_tokens is deprecated for this model, use max_completion_tokens' }, 400),
  ],
  [
    'both limits',
    has('max_tokens'),
    says("Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported."),
  ],
  [
    'max_completion_tokens, Mistral',
    has('max_completion_tokens'),
    json(
      {
        object: 'error',
        message: {
          detail: [
            {
              type: 'extra_forbidden',
              loc: ['body', 'max_completion_tokens'],
              msg: 'Extra inputs are not permitted',
              input: 100,
            },
          ],
        },
        type: 'invalid_request_error',
      },
      422,
    ),
    openAiChat,
  ],
  [
    'prompt_cache_key, Mistral',
    has('prompt_cache_key'),
    json(
      {
        detail: [
          {
            type: 'extra_forbidden',
            loc: ['body', 'prompt_cache_key'],
            msg: 'Extra inputs are not permitted',
            input: 'x',
          },
        ],
      },
      422,
    ),
    openAiChat,
  ],
  [
    'prompt_cache_options, OpenAI',
    has('prompt_cache_options'),
    says("Unknown parameter: 'prompt_cache_options'.", {
      type: 'invalid_request_error',
      param: 'prompt_cache_options',
      code: 'unknown_parameter',
    }),
    openAiChat,
  ],
]

/** Fields that are refused, in the words of many servers. */
export const refusedFieldWords: readonly OddAnswer[] = askedWithout(cases)
