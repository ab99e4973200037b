import type { OddAnswer } from './odd-answer.ts'
import { errorBody, told, type Told } from './told.ts'
import { json, sse } from './wire.ts'

/** Refusals that stay as they are. */
const final: readonly Told[] = [
  [
    'Zhipu: balance',
    errorBody({ code: '1113', message: '余额不足或无可用资源包,请充值。' }, 429),
    'out_of_credit',
    /余额/,
  ],
  [
    'Zhipu: model',
    errorBody({ code: '1211', message: '模型不存在，请检查模型代码。' }, 400),
    'model_not_found',
    /不存在/,
  ],
  [
    'DashScope: too long',
    errorBody(
      {
        code: 'invalid_parameter_error',
        param: null,
        message: '<400> InternalError.Algo.InvalidParameter: Range of input length should be [1, 30720]',
        type: 'invalid_request_error',
      },
      400,
    ),
    'too_large',
    /30720/,
  ],
  [
    'DashScope: arrears',
    errorBody(
      {
        message: 'Access denied, please make sure your account is in good standing.',
        type: 'Arrearage',
        code: 'Arrearage',
      },
      400,
    ),
    'out_of_credit',
    /good standing/,
  ],
  [
    'DashScope: free tier',
    errorBody(
      {
        message:
          'The free tier of the model has been exhausted. Please disable the "use free tier only" mode.',
        type: 'AllocationQuota.FreeTierOnly',
        code: 'AllocationQuota.FreeTierOnly',
      },
      403,
    ),
    'out_of_credit',
    /free tier/,
  ],
  [
    'Moonshot: too long',
    errorBody(
      {
        message: 'Invalid request: Your request exceeded model token limit: 8192',
        type: 'invalid_request_error',
      },
      400,
    ),
    'too_large',
    /8192/,
  ],
  [
    'Moonshot: model',
    errorBody(
      { message: 'Not found the model m-1 or Permission denied', type: 'resource_not_found_error' },
      404,
    ),
    'model_not_found',
    /Not found the model/,
  ],
  [
    'MiniMax: key, inside a 200',
    json({
      choices: null,
      base_resp: { status_code: 1004, status_msg: 'login fail: Please carry the API secret key' },
    }),
    'invalid_key',
    /login fail/,
  ],
  [
    'MiniMax: balance, inside a stream',
    { body: sse({ choices: null, base_resp: { status_code: 1008, status_msg: 'insufficient balance' } }) },
    'out_of_credit',
    /insufficient balance/,
  ],
  [
    'Code, msg and no data, inside a 200',
    json({ code: 401, msg: 'token expired', data: null }),
    'invalid_key',
    /token expired/,
  ],
  [
    'Baidu: a key, inside a 200',
    json({ error_code: 110, error_msg: 'Access token invalid or no longer valid' }),
    'invalid_key',
    /no longer valid/,
  ],
  [
    'SiliconFlow: model',
    json({ code: 20012, message: 'Model does not exist. Please check it carefully.', data: null }, 400),
    'model_not_found',
    /carefully/,
  ],
]

/** What vendors say who answer in Chinese, or with a good status. */
export const farVendorWords: readonly OddAnswer[] = [...told(final)]
