import type { OddAnswer } from './odd-answer.ts'
import { errorBody, page, told, type Told } from './told.ts'
import { json } from './wire.ts'

/** Refusals that stay as they are. */
const final: readonly Told[] = [
  [
    'Groq: more than a minute gives',
    errorBody(
      {
        message:
          'Request too large for model `m-1` in organization `org` service tier ' +
          '`on_demand` on tokens per ' +
          'minute (TPM): Limit 6000, Requested 9000, please reduce your message size and try again.',
        type: 'tokens',
        code: 'rate_limit_exceeded',
      },
      413,
    ),
    'too_large',
    /6000/,
  ],
  [
    'Together: model',
    errorBody(
      {
        message: 'Unable to access model m-1. Please visit https://api.together.ai/models for a list.',
        type: 'invalid_request_error',
        param: 'model',
        code: 'model_not_available',
      },
      404,
    ),
    'model_not_found',
    /Unable to access/,
  ],
  [
    'Fireworks: unpaid',
    errorBody(
      {
        message:
          'Account a-1 is suspended, possibly due to reaching the monthly spending limit ' +
          'or failure to pay ' +
          'past invoices.',
      },
      412,
    ),
    'out_of_credit',
    /suspended/,
  ],
  [
    'Fireworks: model',
    errorBody(
      {
        object: 'error',
        type: 'invalid_request_error',
        message: 'Model not found, inaccessible, and/or not deployed',
      },
      404,
    ),
    'model_not_found',
    /inaccessible/,
  ],
  [
    'DeepSeek: key',
    errorBody(
      {
        message: 'Authentication Fails, Your api key: ****1234 is invalid',
        type: 'authentication_error',
        code: 'invalid_request_error',
      },
      401,
    ),
    'invalid_key',
    /Authentication Fails/,
  ],
  [
    'DeepSeek: model',
    errorBody(
      { message: 'Model Not Exist', type: 'invalid_request_error', code: 'invalid_request_error' },
      400,
    ),
    'model_not_found',
    /Not Exist/,
  ],
  ['Mistral: key', json({ message: 'Unauthorized', request_id: 'r' }, 401), 'invalid_key', /Unauthorized/],
  [
    'Mistral: model',
    json(
      { object: 'error', message: 'Invalid model: m-1', type: 'invalid_model', param: null, code: '1500' },
      400,
    ),
    'model_not_found',
    /Invalid model/,
  ],
  [
    'Mistral: too long',
    json(
      {
        object: 'error',
        message: 'Prompt contains 40000 tokens, too large for model with 32768 maximum context length',
        type: 'invalid_request_error',
        code: '3051',
      },
      400,
    ),
    'too_large',
    /40000/,
  ],
  [
    'Cohere: too long',
    json(
      { message: 'too many tokens: size limit exceeded by 100 tokens. Try using shorter or fewer inputs.' },
      400,
    ),
    'too_large',
    /shorter/,
  ],
  ['Cohere: key', json({ id: 'x', message: 'invalid api token' }, 401), 'invalid_key', /api token/],
  [
    'xAI: key',
    json(
      {
        code: 'Client specified an invalid argument',
        error: 'Incorrect API key provided: xa***. You can obtain an API key from https://console.x.ai.',
      },
      400,
    ),
    'invalid_key',
    /console\.x\.ai/,
  ],
  [
    'xAI: no credit yet',
    json(
      {
        code: 'The caller does not have permission to execute the specified operation',
        error:
          "Your newly created team doesn't have any credits yet. You can purchase credits on console.x.ai",
      },
      403,
    ),
    'out_of_credit',
    /any credits yet/,
  ],
  [
    'xAI: no credit left',
    json(
      {
        code: 'Some resource has been exhausted',
        error: 'Your team t has either used all available credits or reached its monthly spending limit.',
      },
      429,
    ),
    'out_of_credit',
    /used all available/,
  ],
  ['Perplexity: key', page(401, '401 Authorization Required'), 'invalid_key', /401 Authorization/],
  [
    'Perplexity: model',
    errorBody(
      { message: "Invalid model 'm-1'. Permitted models are in the docs.", type: 'invalid_model', code: 400 },
      400,
    ),
    'model_not_found',
    /Permitted/,
  ],
]

/** Troubles that may pass, which are tried again. */
const passing: readonly Told[] = [
  [
    'Groq: no capacity',
    errorBody({ message: 'Flex tier capacity exceeded, try again later', code: 'capacity_exceeded' }, 498),
    'overloaded',
    /Flex/,
  ],
  [
    'Mistral: capacity',
    json({ object: 'error', message: 'Service tier capacity exceeded for this model.', code: '3505' }, 429),
    'rate_limited',
    /capacity/,
  ],
]

/** What vendors of models say of their failures. */
export const vendorWords: readonly OddAnswer[] = [...told(final), ...told(passing, 3)]
