import type { OddAnswer } from './odd-answer.ts'
import { errorBody, told, type Told } from './told.ts'
import { json } from './wire.ts'

/** Refusals that stay as they are. */
const final: readonly Told[] = [
  [
    'Ollama: a model that is not there',
    errorBody(
      { message: 'model "m-1" not found, try pulling it first', type: 'not_found_error', code: null },
      404,
    ),
    'model_not_found',
    /pulling/,
  ],
  ['Ollama’s own: a model', errorBody("model 'm-1' not found", 404), 'model_not_found', /m-1/],
  [
    'Ollama: no /v1',
    { status: 404, contentType: 'text/plain', body: '404 page not found' },
    'provider_error',
    /address/i,
  ],
  [
    'Ollama: no tools',
    errorBody(
      { message: 'registry.ollama.ai/library/m-1:latest does not support tools', type: 'api_error' },
      400,
    ),
    'bad_input',
    /tools/,
  ],
  [
    'LM Studio: no model',
    errorBody(
      "No models loaded. Please load a model in the developer page or use the 'lms " + "load' command.",
      400,
    ),
    'model_not_found',
    /lms load/,
  ],
  [
    'LM Studio: too long',
    errorBody(
      'The number of tokens to keep from the initial prompt is greater than the context length ' +
        '(n_keep: 5000>= n_ctx: 4096). Try to load the model with a larger context length.',
      400,
    ),
    'too_large',
    /n_keep/,
  ],
  [
    'LM Studio: too long, in the stream',
    {
      body: `event: error\ndata: ${JSON.stringify({
        error: {
          message:
            'Trying to keep the first 5000 tokens when context the overflows. However, the ' +
            'model is loaded ' +
            'with context length of only 4096 tokens, which is not enough.',
        },
      })}\n\n`,
    },
    'too_large',
    /4096/,
  ],
  [
    'llama.cpp: too long',
    errorBody(
      {
        code: 400,
        message:
          'request (9000 tokens) exceeds the available context size (4096 tokens), try ' + 'increasing it',
        type: 'exceed_context_size_error',
        n_prompt_tokens: 9000,
        n_ctx: 4096,
      },
      400,
    ),
    'too_large',
    /9000/,
  ],
  [
    'llama.cpp: key',
    errorBody({ code: 401, message: 'Invalid API Key', type: 'authentication_error' }, 401),
    'invalid_key',
    /Invalid API Key/,
  ],
  [
    'llama.cpp: too long, as a 500',
    errorBody(
      {
        code: 500,
        message: 'the request exceeds the available context size. try increasing it',
        type: 'server_error',
      },
      500,
    ),
    'too_large',
    /available context/,
  ],
  [
    'vLLM: too long',
    json(
      {
        object: 'error',
        message:
          "This model's maximum context length is 4096 tokens. However, you requested 5000 tokens " +
          '(4900 in the messages, 100 in the completion).',
        type: 'BadRequestError',
        param: null,
        code: 400,
      },
      400,
    ),
    'too_large',
    /4096/,
  ],
  [
    'vLLM: model',
    json(
      {
        object: 'error',
        message: 'The model `m-1` does not exist.',
        type: 'NotFoundError',
        param: null,
        code: 404,
      },
      404,
    ),
    'model_not_found',
    /does not exist/,
  ],
  ['vLLM: key', errorBody('Unauthorized', 401), 'invalid_key', /Unauthorized/],
  [
    'vLLM: template',
    json(
      {
        object: 'error',
        message:
          'As of transformers v4.44, default chat template is no longer allowed, so you must provide one.',
        type: 'BadRequestError',
        code: 400,
      },
      400,
    ),
    'bad_input',
    /chat template/,
  ],
  [
    'TGI: too long',
    json(
      {
        error: 'Input validation error: `inputs` must have less than 4095 tokens. Given: 9000',
        error_type: 'validation',
      },
      422,
    ),
    'too_large',
    /9000/,
  ],
  [
    'Hugging Face: model',
    errorBody(
      {
        message: "The requested model 'm-1' is not supported by any provider you have enabled.",
        type: 'invalid_request_error',
        param: 'model',
        code: 'model_not_supported',
      },
      400,
    ),
    'model_not_found',
    /any provider/,
  ],
  [
    'Hugging Face: credit',
    errorBody(
      'You have exceeded your monthly included credits for Inference Providers. ' + 'Subscribe to PRO.',
      402,
    ),
    'out_of_credit',
    /monthly/,
  ],
  [
    'SGLang: too long',
    json(
      {
        object: 'error',
        message: "The input (9000 tokens) is longer than the model's context length (4096 tokens).",
        type: 'BadRequestError',
        code: 400,
      },
      400,
    ),
    'too_large',
    /9000/,
  ],
]

/** Troubles that may pass, which are tried again. */
const passing: readonly Told[] = [
  [
    'Ollama: no memory',
    errorBody(
      {
        message: 'model requires more system memory (9.0 GiB) than is available (7.5 GiB)',
        type: 'api_error',
      },
      500,
    ),
    'provider_error',
    /system memory/,
  ],
  [
    'llama.cpp: loading',
    errorBody({ code: 503, message: 'Loading model', type: 'unavailable_error' }, 503),
    'overloaded',
    /Loading/,
  ],
  [
    'TGI: overloaded',
    json({ error: 'Model is overloaded', error_type: 'overloaded' }, 429),
    'rate_limited',
    /overloaded/,
  ],
  [
    'Hugging Face: loading',
    json({ error: 'Model m-1 is currently loading', estimated_time: 20 }, 503),
    'overloaded',
    /loading/,
  ],
  [
    'KoboldCpp: busy',
    json({ detail: { msg: 'Server is busy; please try again later.', type: 'service_unavailable' } }, 503),
    'overloaded',
    /busy/,
  ],
  [
    'TGI: failed while generating',
    json(
      {
        error: 'Request failed during generation: Server error: CUDA out of memory',
        error_type: 'generation',
      },
      424,
    ),
    'provider_error',
    /out of memory/,
  ],
]

/** What servers on one’s own computer say of their failures. */
export const localServerWords: readonly OddAnswer[] = [...told(final), ...told(passing, 3)]
