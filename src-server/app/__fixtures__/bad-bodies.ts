export const signingSecret = 'the signing secret of this very test'
export const model = 'claude-haiku-5-5'
const message = { role: 'user', content: 'Hello' }
export const good = { model, max_tokens: 50, messages: [message] }
const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`
const nestedParts = (depth: number): string =>
  `${'[{"type":"x","content":'.repeat(depth)}"deep"${'}]'.repeat(depth)}`

/** What each body is refused for. */
export const wrongFields: readonly (readonly [body: object, param: string])[] = [
  [{ messages: [message] }, 'model'],
  [{ ...good, model: '' }, 'model'],
  [{ ...good, model: 5 }, 'model'],
  [{ ...good, model: 'x'.repeat(100_000) }, 'model'],
  [{ ...good, messages: [] }, 'messages'],
  [{ ...good, messages: 'Hello' }, 'messages'],
  [{ ...good, messages: [{ role: 'user', content: 5 }] }, 'messages[0].content'],
  [{ ...good, messages: [message, { role: 'user' }] }, 'messages[1].content'],
  [{ ...good, messages: [{ role: 'wizard', content: 'a' }] }, 'messages[0].role'],
  [
    { ...good, messages: [{ role: 'user', content: [{ type: 'text', text: 5 }] }] },
    'messages[0].content[0].text',
  ],
  [
    { ...good, messages: [{ role: 'user', content: [{ type: 'image_url', image_url: 'x' }] }] },
    'messages[0].content[0].image_url',
  ],
  [{ ...good, messages: [{ role: 'tool', content: 'a' }] }, 'messages[0].tool_call_id'],
  [{ ...good, temperature: 'hot' }, 'temperature'],
  [{ ...good, temperature: 2.1 }, 'temperature'],
  [{ ...good, top_p: -1 }, 'top_p'],
  [{ ...good, max_tokens: 0 }, 'max_tokens'],
  [{ ...good, max_tokens: 1.5 }, 'max_tokens'],
  [{ ...good, max_tokens: 1e300 }, 'max_tokens'],
  [{ ...good, max_completion_tokens: '5' }, 'max_completion_tokens'],
  [{ ...good, n: 0 }, 'n'],
  [{ ...good, n: 17 }, 'n'],
  [{ ...good, n: 2 }, 'n'],
  [{ ...good, stream: 'yes' }, 'stream'],
  [{ ...good, stop: [1] }, 'stop[0]'],
  [{ ...good, tools: [{ type: 'function', function: {} }] }, 'tools[0].function.name'],
  [{ ...good, response_format: 'json' }, 'response_format'],
  [{ ...good, seed: 0.5 }, 'seed'],
  [{ ...good, logit_bias: { 5: 'x' } }, 'logit_bias.5'],
]

/** Bodies as bytes, with what they are refused as. */
export const oddBodies: readonly (readonly [
  what: string,
  body: string | Buffer,
  status: number,
  code: string,
])[] = [
  ['nothing', '', 400, 'invalid_json'],
  ['half a body', JSON.stringify(good).slice(0, -5), 400, 'invalid_json'],
  ['no JSON', 'model=claude', 400, 'invalid_json'],
  ['two bodies', '{}{}', 400, 'invalid_json'],
  ['JSON null', 'null', 400, 'invalid_value'],
  ['a list', '[]', 400, 'invalid_value'],
  [
    'invalid UTF-8',
    Buffer.concat([
      Buffer.from('{"model":"claude-haiku-5-5","messages":[{"role":"user","content":"'),
      Buffer.from([0xff, 0xfe, 0xc0]),
      Buffer.from('"}]}'),
    ]),
    400,
    'invalid_json',
  ],
  ['UTF-16', Buffer.from(JSON.stringify(good), 'utf16le'), 400, 'invalid_json'],
  ['a bomb of brackets', '['.repeat(1_000_000), 400, 'invalid_json'],
  [
    'an unknown field that is nested too deeply',
    JSON.stringify(good).replace('{', `{"x":${nested(100_000)},`),
    400,
    'nested_too_deeply',
  ],
  [
    'content that is nested too deeply',
    `{"model":"${model}","messages":[{"role":"user","content":${nestedParts(100_000)}}]}`,
    400,
    'nested_too_deeply',
  ],
  ['a number beyond all measure', JSON.stringify(good).replace('50', '1e999'), 400, 'invalid_value'],
  ['a model with a NUL', JSON.stringify({ ...good, model: 'claude\0' }), 404, 'model_not_found'],
  [
    'a model with SQL',
    JSON.stringify({ ...good, model: `x'; DROP TABLE users; --` }),
    404,
    'model_not_found',
  ],
  [
    'a model with a header',
    JSON.stringify({ ...good, model: 'x\r\nset-cookie: a=b' }),
    404,
    'model_not_found',
  ],
  [
    'a model that is a property of every object',
    JSON.stringify({ ...good, model: '__proto__' }),
    404,
    'model_not_found',
  ],
]
