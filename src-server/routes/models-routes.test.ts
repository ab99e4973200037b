import { OpenAI } from 'openai'
import { Hono } from 'hono'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { modelListSchema, type DedicatedModel } from '../../src-shared/dedicated-api/account.ts'
import { ApiError } from '../api-error.ts'
import { loadModelTable } from '../../src-shared/pricing/load-model-table.ts'
import { createModelCatalogue } from '../upstream/model-catalogue.ts'
import type { UpstreamId } from '../upstream/upstream.ts'
import { modelsRoutes } from './models-routes.ts'
import type { Guards, RouteEnv } from './route-env.ts'
import { toErrorResponse } from './to-error-response.ts'
import { toTokenPrice } from './to-token-price.ts'

const table = loadModelTable()
const tiers: Readonly<Record<string, readonly string[]>> = {
  free: ['gpt-6-luna', 'gemini/*-flash'],
  all: ['*'],
}

function openApp(tier: string, configured: UpstreamId[] = ['anthropic', 'openai', 'gemini']): Hono<RouteEnv> {
  const asked: string[] = []
  const guards: Guards = {
    open: () => async (_context, next) => await next(),
    signedIn: (scope, rateClass) => async (context, next) => {
      asked.push(`${scope} ${rateClass}`)
      context.set('principal', {
        userId: 'u',
        tier,
        role: 'user',
        scopes: [scope],
        via: { kind: 'session', id: 's' },
      })
      await next()
      context.header('x-asked', asked.join())
    },
  }
  const catalogue = createModelCatalogue({
    table,
    configured: new Set(configured),
    now: () => Date.parse('2026-11-21T12:00:00Z'),
  })
  const app = new Hono<RouteEnv>()
  app.route(
    '/',
    modelsRoutes({ guards, catalogue, tiers: { patternsOf: (name) => tiers[name] ?? [] }, margin: 1.5 }),
  )
  app.onError((error) =>
    error instanceof ApiError ? toErrorResponse(error) : new Response(String(error), { status: 500 }),
  )
  return app
}

async function list(app: Hono<RouteEnv>): Promise<DedicatedModel[]> {
  const response = await app.request('/v1/models')
  expect(response.headers.get('x-asked')).toBe('llm.inference standard')
  return modelListSchema.parse(await response.json()).data
}

test('a tier sees its models of configured vendors, as OpenAI’s client reads them', async () => {
  expect((await list(openApp('free'))).map(({ id }) => id)).toEqual([
    'gpt-6-luna',
    'gemini-3.8-flash',
    'gemini-3.7-flash',
    'gemini-3.6-flash',
    'gemini-3.5-flash',
    'gemini-2.5-flash',
  ])
  expect((await list(openApp('free', ['openai']))).map(({ id }) => id)).toEqual(['gpt-6-luna'])
  expect(await list(openApp('unknown'))).toEqual([])
  const app = openApp('all')
  const client = new OpenAI({
    apiKey: 'k',
    baseURL: 'http://gateway/v1',
    fetch: async (url, init) => await app.request(url instanceof Request ? url : url.toString(), init),
  })
  const ids: string[] = []
  for await (const { id } of client.models.list()) ids.push(id)
  expect(ids).toContain('claude-opus-5-5')
  expect(await client.models.retrieve('gemini-2.5-pro')).toMatchObject({
    object: 'model',
    owned_by: 'gemini',
  })
})

test('one model is found by either id; one that the tier has not is as unknown as one that is not there', async () => {
  const app = openApp('free')
  expect(await (await app.request('/v1/models/openai/gpt-6-luna')).json()).toMatchObject({ id: 'gpt-6-luna' })
  expect(await (await app.request('/v1/models/openai%2Fgpt-6-luna')).json()).toMatchObject({
    id: 'gpt-6-luna',
  })
  for (const id of ['claude-opus-5-5', 'anthropic/claude-opus-5-5', 'none']) {
    const response = await app.request(`/v1/models/${id}`)
    expect([response.status, await response.json()]).toEqual([
      404,
      {
        error: {
          message: `The model \`${id}\` does not exist or you do not have access to it. GET /v1/models lists the models that you can use.`,
          type: 'invalid_request_error',
          param: 'model',
          code: 'model_not_found',
        },
      },
    ])
  }
})

test('prices are exact, hold the margin, and tell the dearer tier of long prompts', async () => {
  const models = await list(openApp('all'))
  expect(models.find(({ id }) => id === 'claude-haiku-5-5')).toMatchObject({
    created: 1_767_225_600,
    context_length: 1_000_000,
    max_output_tokens: 128_000,
    pricing: {
      prompt: '0.00000015',
      completion: '0.00000075',
      input_cache_read: '0.000000015',
      input_cache_write: '0.0000001875',
      input_cache_write_1h: '0.0000003',
    },
    long_prompt_pricing: { above_prompt_tokens: 100_000, prompt: '0.00000075', completion: '0.00000375' },
    caching: { control: 'breakpoints', lifetimes: ['5m', '1h'], minimum_tokens: 512 },
  })
  // Chat Completions takes no lifetime of twelve hours, and a model without a known minimum claims none.
  expect(models.find(({ id }) => id === 'gpt-6.1-terra')?.caching).toEqual({
    control: 'breakpoints',
    lifetimes: ['30m'],
    minimum_tokens: 1024,
  })
  expect(models.find(({ id }) => id === 'gpt-5.5')).toMatchObject({
    pricing: { input_cache_read: '0.00000075' },
    caching: { control: 'automatic', lifetimes: ['24h'] },
  })
  expect(models.find(({ id }) => id === 'gpt-5.5')?.pricing).not.toHaveProperty('input_cache_write')
  expect(models.find(({ id }) => id === 'gpt-5.5')?.caching).not.toHaveProperty('minimum_tokens')
})

test('a price has no noise of floating point', () => {
  expect([
    toTokenPrice(300, 1.5),
    toTokenPrice(0, 1.5),
    toTokenPrice(1_000_000_000, 1),
    toTokenPrice(2_000_000_001, 1.5),
    toTokenPrice(1, 0.1),
  ]).toEqual(['0.00000045', '0', '1', '3.0000000015', '0.0000000001'])
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 10_000_000 }),
      fc.integer({ min: 1, max: 5_000_000 }),
      (nano, millionths) => {
        const text = toTokenPrice(nano, millionths / 1_000_000)
        expect(text).toMatch(/^\d+(?:\.\d*[1-9])?$/)
        const [whole = '', fraction = ''] = text.split('.')
        expect(BigInt(whole + fraction.padEnd(15, '0'))).toBe(BigInt(nano) * BigInt(millionths))
      },
    ),
  )
})
