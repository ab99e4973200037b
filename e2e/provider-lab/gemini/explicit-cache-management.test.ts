import { GoogleGenAI } from '@google/genai'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { createGeminiProvider } from '../../../src-main/providers/gemini/gemini-provider.ts'
import type { ExplicitCache, ProviderCall, ProviderEvent } from '../../../src-main/providers/provider.ts'
import type { TokenUsage } from '../../../src-shared/token-usage.ts'
import { createProviderLab } from '../create-provider-lab.ts'
import { runOurs, toCall, type Ask } from './usage-oracles.ts'

const lab = await createProviderLab({ keys: { 'my-google-key': 'team', 'my-other-key': 'team' } })
const model = 'gemini-3.8-flash'
const rules = 'Answer in plain words and keep to the facts. '
const handbook = 'The office opens at nine and closes at five on every working day. '.repeat(400)
const question = 'How are you today?'
const hour = 60 * 60_000
const never = new AbortController().signal
const { explicitCaches } = createGeminiProvider({ fetch, timeoutMs: 3_000 })

afterAll(async () => await lab.close())
beforeEach(() => {
  lab.scenarios.clear()
  lab.journal.clear()
})

const askWith = (key: string): Ask => ({
  url: lab.url,
  key,
  model,
  system: [rules, handbook],
  question,
  explicitCache: 'none yet',
})
const create = async (call: ProviderCall, lifetimeMs = hour): Promise<ExplicitCache> =>
  (await explicitCaches?.create(call, lifetimeMs, never)) ?? { name: '', expiresAt: 0 }
const remove = async (name: string, call: ProviderCall): Promise<void> =>
  await explicitCaches?.delete(name, call.credentials, never)
const reading = (call: ProviderCall, explicitCache: string): ProviderCall => ({
  ...call,
  cache: { ...call.cache, explicitCache },
})
const usageOf = (events: readonly ProviderEvent[]): TokenUsage | undefined =>
  events.findLast((event) => event.type === 'usage')?.usage

test('a deleted cache is gone for runs, and deleting it again is no error', async () => {
  const call = toCall(askWith('lab-delete'))
  const { name } = await create(call)
  await remove(name, call)
  await remove(name, call)
  expect(lab.journal.entries.slice(-2).map(({ method, status }) => [method, status])).toEqual([
    ['DELETE', 200],
    ['DELETE', 403],
  ])
  expect((await runOurs(reading(call, name))).at(-1)).toMatchObject({
    error: { code: 'not_found', retryable: true },
  })
})

test.each([
  [
    'a prefix below the minimum',
    (call: ProviderCall): ProviderCall => ({
      ...call,
      prompt: { ...call.prompt, prefix: call.prompt.prefix.slice(0, 1) },
      plan: { ...call.plan, marks: [{ blockIndex: 0, ttl: '1h' }] },
    }),
    undefined,
    'bad_input',
    /too small.*min_total_token_count=4096/,
  ],
  [
    'an unknown model',
    (call: ProviderCall): ProviderCall => ({ ...call, model: 'gemini-9' }),
    undefined,
    'model_not_found',
    /“gemini-9”/,
  ],
  [
    'a key that is not accepted',
    (call: ProviderCall): ProviderCall => ({
      ...call,
      credentials: { ...call.credentials, apiKey: 'AIzaSyNotAKeyOfTheLab0123456789' },
    }),
    undefined,
    'invalid_key',
    /did not accept the key/,
  ],
  [
    'a rate limit',
    (call: ProviderCall): ProviderCall => call,
    { kind: 'error', status: 429, retryAfterSeconds: 3 } as const,
    'rate_limited',
    /Wait 3 seconds/,
  ],
  [
    'a server that never answers',
    (call: ProviderCall): ProviderCall => call,
    { kind: 'hang' } as const,
    'timeout',
    /did not answer in time/,
  ],
  [
    'a web page',
    (call: ProviderCall): ProviderCall => call,
    { kind: 'garbage' } as const,
    'provider_error',
    /does not answer as the API of Gemini/,
  ],
])('creating with %s says so', async (_name, change, scenario, code, message) => {
  if (scenario !== undefined) lab.scenarios.add(scenario)
  await expect(create(change(toCall(askWith('lab-create'))))).rejects.toMatchObject({
    code,
    message: expect.stringMatching(message) as string,
  })
})

test('a lifetime that is no time is refused', async () => {
  for (const lifetimeMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY])
    await expect(create(toCall(askWith('lab-lifetime')), lifetimeMs)).rejects.toMatchObject({
      code: 'bad_input',
    })
})

test('the official SDK lists, updates and deletes; only the lifetime can be changed', async () => {
  const call = toCall(askWith('lab-sdk'))
  const { name } = await create(call)
  const { caches, models } = new GoogleGenAI({
    apiKey: 'lab-sdk',
    httpOptions: { baseUrl: lab.url, apiVersion: 'v1beta' },
  })
  expect((await caches.list()).page.map((cache) => cache.name)).toEqual([name])
  const updated = await caches.update({ name, config: { ttl: '7200s' } })
  expect(Date.parse(updated.expireTime ?? '') - lab.clock.now()).toBeGreaterThan(hour)
  const patch = await fetch(`${lab.url}/v1beta/${name}`, {
    method: 'PATCH',
    headers: { 'x-goog-api-key': 'lab-sdk' },
    body: '{"displayName":"x"}',
  })
  expect(patch.status).toBe(400)
  const contents = 'Hi'
  await expect(
    models.generateContent({ model, contents, config: { cachedContent: name, systemInstruction: 'No' } }),
  ).rejects.toThrow(/CachedContent can not be used/)
  await expect(
    models.generateContent({ model: 'gemini-2.5-flash', contents, config: { cachedContent: name } }),
  ).rejects.toThrow(/has to be the same/)
  await caches.delete({ name })
  await expect(caches.get({ name })).rejects.toThrow(/CachedContent not found/)
})

test('caches belong to a project, not to a key', async () => {
  const call = toCall(askWith('my-google-key'))
  const { name } = await create(call)
  const byOther = (apiKey: string): ProviderCall => ({
    ...reading(call, name),
    credentials: { ...call.credentials, apiKey },
  })
  expect(usageOf(await runOurs(byOther('my-other-key')))?.cacheReadTokens).toBeGreaterThan(4096)
  expect((await runOurs(byOther('lab-stranger'))).at(-1)).toMatchObject({ error: { code: 'not_found' } })
  expect(JSON.stringify(lab.journal.entries)).not.toContain('my-google-key')
})
