import { afterAll, expect, test } from 'vitest'
import { estimateTokens } from '../../../src-shared/estimate-tokens.ts'
import { createProviderLab } from '../create-provider-lab.ts'

const lab = await createProviderLab({ maximumBodyBytes: 2_000_000 })
afterAll(async () => await lab.close())

const contents = [{ role: 'user', parts: [{ text: 'Hi' }] }]
const longText = 'word '.repeat(5000)
const long = { parts: [{ text: longText }] }
const wholePrompt = estimateTokens(longText) + estimateTokens('Hi')
const generate = '/v1beta/models/gemini-3.8-flash:generateContent'
const headersWith = (key?: string): Record<string, string> => ({
  'content-type': 'application/json',
  ...(key === undefined ? {} : { 'x-goog-api-key': key }),
})

async function send(
  method: string,
  path: string,
  body?: unknown,
  key: string | undefined = 'lab-rules',
): Promise<{ status: number; body: unknown }> {
  const response = await fetch(`${lab.url}${path}`, {
    method,
    headers: headersWith(key),
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  return { status: response.status, body: await response.json() }
}

test.each([
  ['no contents', generate, {}, 400, 'INVALID_ARGUMENT', /contents is not specified/],
  [
    'a role of another vendor',
    generate,
    { contents: [{ role: 'assistant', parts: [{ text: 'Hi' }] }] },
    400,
    'INVALID_ARGUMENT',
    /valid role: user, model/,
  ],
  [
    'a field of another vendor',
    generate,
    { contents, cache_control: {} },
    400,
    'INVALID_ARGUMENT',
    /Unknown name "cache_control"/,
  ],
  [
    'an unknown model',
    generate.replace('3.8', '9'),
    { contents },
    404,
    'NOT_FOUND',
    /models\/gemini-9-flash is not found/,
  ],
  [
    'too many output tokens',
    generate,
    { contents, generationConfig: { maxOutputTokens: 1_000_000 } },
    400,
    'INVALID_ARGUMENT',
    /supported range/,
  ],
  ['bad JSON', generate, '{"contents":', 400, 'INVALID_ARGUMENT', /Invalid JSON payload/],
  [
    'a cache that is not there',
    generate,
    { contents, cachedContent: 'cachedContents/none' },
    403,
    'PERMISSION_DENIED',
    /CachedContent not found/,
  ],
  [
    'a cache beside a system instruction',
    generate,
    { contents, cachedContent: 'cachedContents/none', systemInstruction: long },
    400,
    'INVALID_ARGUMENT',
    /can not be used with.*system_instruction, tools or tool_config/,
  ],
  [
    'a cache beside tools',
    generate,
    { contents, cachedContent: 'cachedContents/none', tools: [] },
    400,
    'INVALID_ARGUMENT',
    /can not be used with/,
  ],
  [
    'a cache beside a tool configuration',
    generate,
    { contents, cachedContent: 'cachedContents/none', toolConfig: {} },
    400,
    'INVALID_ARGUMENT',
    /can not be used with/,
  ],
  [
    'a small cache',
    '/v1beta/cachedContents',
    { model: 'models/gemini-3.8-flash', contents },
    400,
    'INVALID_ARGUMENT',
    /total_token_count=1, min_total_token_count=4096/,
  ],
  [
    'a cache with two ends',
    '/v1beta/cachedContents',
    {
      model: 'models/gemini-3.8-flash',
      systemInstruction: long,
      ttl: '1s',
      expireTime: '2099-01-01T00:00:00Z',
    },
    400,
    'INVALID_ARGUMENT',
    /Only one of/,
  ],
  [
    'a cache that ends at once',
    '/v1beta/cachedContents',
    { model: 'models/gemini-3.8-flash', systemInstruction: long, ttl: '0s' },
    400,
    'INVALID_ARGUMENT',
    /in the future/,
  ],
  [
    'a lifetime in other words',
    '/v1beta/cachedContents',
    { model: 'models/gemini-3.8-flash', systemInstruction: long, ttl: '5m' },
    400,
    'INVALID_ARGUMENT',
    /duration/,
  ],
])('refuses %s as the vendor does', async (_name, path, body, status, name, message) => {
  expect(await send('POST', path, body)).toEqual({
    status,
    body: {
      error: {
        code: status,
        status: name,
        message: expect.stringMatching(new RegExp(message.source, 's')) as string,
      },
    },
  })
})

test('keys are asked for in the vendor’s way', async () => {
  const none = await fetch(`${lab.url}${generate}`, { method: 'POST', headers: headersWith(), body: '{}' })
  expect([none.status, ((await none.json()) as { error: { status: string } }).error.status]).toEqual([
    403,
    'PERMISSION_DENIED',
  ])
  expect(await send('POST', generate, { contents }, 'other')).toMatchObject({
    status: 400,
    body: { error: { details: [{ reason: 'API_KEY_INVALID' }] } },
  })
})

test('counts of 0 are left out, and another model or another prefix reads nothing', async () => {
  const body = { contents, systemInstruction: long }
  const cold = (await send('POST', generate, body)).body as { usageMetadata: object }
  expect(cold.usageMetadata).not.toHaveProperty('cachedContentTokenCount')
  expect((await send('POST', generate, body)).body).toMatchObject({
    usageMetadata: { cachedContentTokenCount: wholePrompt },
  })
  expect((await send('POST', generate.replace('3.8-flash', '2.5-flash'), body)).body).not.toHaveProperty(
    'usageMetadata.cachedContentTokenCount',
  )
  expect(
    (await send('POST', generate, { ...body, tools: [{ functionDeclarations: [{ name: 'a' }] }] })).body,
  ).not.toHaveProperty('usageMetadata.cachedContentTokenCount')
})

test('counts what an answer would be billed for, and lists models page by page', async () => {
  expect(
    (await send('POST', '/v1beta/models/gemini-3.8-flash:countTokens', { contents })).body,
  ).toMatchObject({ totalTokens: 1 })
  const page = (await send('GET', '/v1beta/models?pageSize=2')).body as {
    models: unknown[]
    nextPageToken: string
  }
  expect(page.models).toHaveLength(2)
  expect((await send('GET', `/v1beta/models?pageSize=1&pageToken=${page.nextPageToken}`)).body).toMatchObject(
    { models: [{ supportedGenerationMethods: ['generateContent', 'countTokens', 'createCachedContent'] }] },
  )
})

test('without alt=sse a stream is one JSON array', async () => {
  const { body } = await send('POST', generate.replace('generateContent', 'streamGenerateContent'), {
    contents,
  })
  expect(body).toMatchObject([
    { candidates: [{ content: { role: 'model' } }] },
    { candidates: [{ finishReason: 'STOP' }] },
  ])
})
