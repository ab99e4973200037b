import { fixed, type OddAnswer } from './odd-answer.ts'
import { above, askedWithout, has, says, type RefusalCase } from './refusal-case.ts'
import { json, message } from './wire.ts'

const limits: readonly RefusalCase[] = [
  [
    'limit, TGI',
    above(3800),
    json(
      {
        error:
          'Input validation error: `inputs` tokens + `max_new_tokens` must be <= 4096. ' +
          'Given: 200 `inputs` tokens and 8192 `max_new_tokens`',
        error_type: 'validation',
      },
      422,
    ),
  ],
  [
    'limit, Groq',
    above(4096),
    says(
      '`max_tokens` must be less than or equal to `4096`, the maximum value for ' +
        '`max_tokens` is less than the `context_window` for this model',
      { param: 'max_tokens' },
    ),
  ],
  [
    'limit, DeepSeek',
    above(8000),
    says('Invalid max_tokens value, the valid range of max_tokens is [1, 8000]'),
  ],
  [
    'limit, DashScope',
    above(8000),
    says('<400> InternalError.Algo.InvalidParameter: Range of max_tokens should be [1, 8000]', {
      code: 'invalid_parameter_error',
    }),
  ],
  [
    'limit, SGLang',
    above(3800),
    json(
      {
        object: 'error',
        message:
          "Requested token count exceeds the model's maximum context length of 4096 " +
          'tokens. You requested a total of 8392 tokens: 200 tokens from the input ' +
          'messages and 8192 tokens for the completion. Please reduce the number of ' +
          'tokens.',
        type: 'BadRequestError',
        code: 400,
      },
      400,
    ),
  ],
  [
    'limit, new vLLM',
    above(3800),
    says(
      "This model's maximum context length is 4096 tokens. However, you requested " +
        '8192 output tokens and your prompt contains at least 200 input tokens, for a ' +
        'total of at least 8392 tokens. Please reduce the length of the input prompt ' +
        'or the number of requested output tokens.',
      { param: 'input_tokens' },
    ),
  ],
  [
    'limit, Together',
    above(3800),
    says(
      '`inputs` tokens + `max_new_tokens` must be <= 4097. Given: 200 `inputs` ' +
        'tokens and 8192 `max_new_tokens`',
      { type: 'invalid_request_error' },
      422,
    ),
  ],
  ['limit, Zhipu', above(4095), says('max_tokens参数非法。取值范围[1,4095]', { code: '1210' })],
  [
    'limit, Cohere',
    above(4000),
    json(
      {
        message:
          'invalid request: max_tokens must be less than or equal to 4000, the maximum ' +
          'output length for this model.',
      },
      400,
    ),
  ],
  [
    'limit, Bedrock',
    above(4096),
    says(
      'The maximum tokens you requested exceeds the model limit of 4096. Try again ' +
        'with a maximum tokens value that is lower than 4096.',
    ),
  ],
  [
    'limit, Gemini’s gateway',
    above(8192 - 1),
    says(
      '* GenerateContentRequest.generation_config.max_output_tokens: ' +
        'max_output_tokens must be in the range (0, 8191]',
    ),
  ],
  [
    'limit, SiliconFlow',
    above(4096),
    json(
      {
        code: 20015,
        message: 'max_tokens (8192) is too large. max_tokens must be less than 4096.',
        data: null,
      },
      400,
    ),
  ],
  [
    'limit, OpenRouter',
    above(4096),
    says('Provider returned error', {
      code: 400,
      metadata: {
        raw:
          '{"error":{"message":"max_tokens is too large: 8192. This model supports at ' +
          'most 4096 completion tokens, whereas you provided 8192."}}',
      },
    }),
  ],
]

const anthropic: readonly RefusalCase[] = [
  [
    'diagnostics, FastAPI',
    has('diagnostics'),
    json(
      {
        detail: [
          { loc: ['body', 'diagnostics'], msg: 'extra fields not permitted', type: 'value_error.extra' },
        ],
      },
      422,
    ),
  ],
  [
    'limit of Claude’s context',
    above(11_760),
    json(
      {
        type: 'error',
        error: {
          type: 'invalid_request_error',
          message:
            'input length and `max_tokens` exceed context limit: 188240 + 21333 > 200000, ' +
            'decrease input length or `max_tokens` and try again',
        },
      },
      400,
    ),
  ],
]

/** Limits of the answer that are refused, in the words of many servers. */
export const refusedLimitWords: readonly OddAnswer[] = [
  ...askedWithout(limits),
  ...askedWithout(anthropic, message(fixed, 'end_turn'), { provider: 'anthropic' }),
]
