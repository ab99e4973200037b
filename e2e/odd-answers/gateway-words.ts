import type { OddAnswer } from './odd-answer.ts'
import { errorBody, page, told, type Told } from './told.ts'
import { json, sse } from './wire.ts'

/** Refusals that stay as they are. */
const final: readonly Told[] = [
  [
    'Azure: key',
    errorBody(
      { code: '401', message: 'Access denied due to invalid subscription key or wrong API endpoint.' },
      401,
    ),
    'invalid_key',
    /subscription key/,
  ],
  [
    'Azure: deployment',
    errorBody(
      {
        code: 'DeploymentNotFound',
        message: 'The API deployment for this resource does not exist. Wait 5 minutes.',
      },
      404,
    ),
    'model_not_found',
    /deployment/,
  ],
  [
    'Azure: address',
    errorBody({ code: '404', message: 'Resource not found' }, 404),
    'provider_error',
    /address/,
  ],
  [
    'Azure: filter',
    errorBody(
      {
        message:
          "The response was filtered due to the prompt triggering Azure OpenAI's content " +
          'management policy.',
        type: null,
        param: 'prompt',
        code: 'content_filter',
        status: 400,
        innererror: { code: 'ResponsibleAIPolicyViolation' },
      },
      400,
    ),
    'bad_input',
    /content management/,
  ],
  [
    'Bedrock: permission',
    json({ Message: 'User: arn:aws:x is not authorized to perform: bedrock:InvokeModel' }, 403),
    'permission_denied',
    /not authorized/,
  ],
  [
    'Vertex: key',
    json(
      [
        {
          error: {
            code: 401,
            message: 'Request had invalid authentication credentials.',
            status: 'UNAUTHENTICATED',
          },
        },
      ],
      401,
    ),
    'invalid_key',
    /credentials/,
  ],
  [
    'Cloudflare’s gateway: key',
    json({ success: false, result: [], messages: [], error: [{ code: 2009, message: 'Unauthorized' }] }, 401),
    'invalid_key',
    /Unauthorized/,
  ],
  [
    'Workers AI: model',
    json(
      {
        errors: [{ message: 'AiError: No such model @cf/m-1 or task', code: 5007 }],
        success: false,
        result: {},
      },
      400,
    ),
    'model_not_found',
    /No such model/,
  ],
  [
    'Workers AI: allowance',
    json(
      {
        errors: [
          {
            message:
              'AiError: you have used up your daily free allocation of 10,000 neurons, ' + 'please upgrade',
            code: 4006,
          },
        ],
        success: false,
        result: {},
        messages: [],
      },
      429,
    ),
    'out_of_credit',
    /neurons/,
  ],
  ['Cloudflare: a challenge', page(403, 'Just a moment...'), 'permission_denied', /Just a moment/],
  ['nginx: too large', page(413, '413 Request Entity Too Large'), 'too_large', /413/],
  [
    'new-api: quota',
    errorBody(
      { message: '用户额度不足, 剩余额度: ¥0.00', type: 'new_api_error', code: 'insufficient_user_quota' },
      403,
    ),
    'out_of_credit',
    /额度不足/,
  ],
  [
    'new-api: pre-deduction',
    errorBody(
      { message: '预扣费额度失败, 用户剩余额度: ＄0.01, 需要预扣费额度: ＄0.02', type: 'one_api_error' },
      403,
    ),
    'out_of_credit',
    /预扣费/,
  ],
  [
    'new-api: no channel',
    errorBody(
      {
        message: '当前分组 default 下对于模型 m-1 无可用渠道',
        type: 'new_api_error',
        code: 'model_not_found',
      },
      503,
    ),
    'model_not_found',
    /无可用渠道/,
  ],
  [
    'LiteLLM: budget',
    errorBody(
      {
        message: 'ExceededBudget: User=u over budget. Spend=1.2, Budget=1.0',
        type: 'budget_exceeded',
        code: '400',
      },
      400,
    ),
    'out_of_credit',
    /over budget/,
  ],
  [
    'LiteLLM: model',
    errorBody(
      {
        message:
          '/chat/completions: Invalid model name passed in model=m-1. Call `/v1/models` to view models.',
        type: 'invalid_request_error',
        param: 'None',
        code: '400',
      },
      400,
    ),
    'model_not_found',
    /Invalid model name/,
  ],
  [
    'OpenRouter: model',
    errorBody({ message: 'm-1 is not a valid model ID', code: 400 }, 400),
    'model_not_found',
    /not a valid model/,
  ],
  [
    'OpenRouter: no endpoints',
    errorBody({ message: 'No endpoints found for m-1.', code: 404 }, 404),
    'model_not_found',
    /No endpoints/,
  ],
]

/** Troubles that may pass, which are tried again. */
const passing: readonly Told[] = [
  [
    'Bedrock: throttled, as a 400',
    json(
      { __type: 'ThrottlingException', message: 'Too many tokens, please wait before trying again.' },
      400,
    ),
    'rate_limited',
    /wait before/,
  ],
  [
    'Cloudflare: 520',
    page(520, 'api.x | 520: Web server is returning an unknown error'),
    'provider_error',
    /520/,
  ],
  ['Cloudflare: 521', page(521, 'api.x | 521: Web server is down'), 'provider_error', /521/],
  [
    'Cloudflare: 1015',
    { status: 429, contentType: 'text/plain', body: 'error code: 1015' },
    'rate_limited',
    /1015/,
  ],
  ['nginx: 502', page(502, '502 Bad Gateway'), 'provider_error', /502/],
  ['499', json({ message: 'request cancelled' }, 499), 'provider_error', /cancelled/],
  ['425', json({ message: 'too early' }, 425), 'provider_error', /too early/],
  [
    'OpenRouter: the provider broke off',
    {
      body: sse({
        id: 'gen-1',
        object: 'chat.completion.chunk',
        provider: 'X',
        error: { code: 'server_error', message: 'Provider disconnected unexpectedly' },
        choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
      }),
    },
    'provider_error',
    /disconnected unexpectedly/,
  ],
]

/** Tried once again alone, for a time-out took long already. */
const slow: readonly Told[] = [
  ['Cloudflare: 524', page(524, 'api.x | 524: A timeout occurred'), 'timeout', /in time/],
  ['408', json({ message: 'request timed out' }, 408), 'timeout', /in time/],
]

/** What clouds, gateways and proxies say of their own failures and of those behind them. */
export const gatewayWords: readonly OddAnswer[] = [...told(final), ...told(passing, 3), ...told(slow, 2)]
