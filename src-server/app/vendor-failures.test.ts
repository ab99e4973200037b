import OpenAI from 'openai'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { openTestGateway, type TestGateway } from '../../e2e/server/support/open-test-gateway.ts'
import type { ScenarioInput } from '../../e2e/provider-lab/scenario.ts'
import { testModes } from '../storage/open-test-storage.ts'
import {
  chatClientOf,
  expectNoSecrets,
  expectNothingInside,
  noAnswerCache,
  readRefusal,
  type ChatClient,
} from '../../e2e/server/support/chat-client.ts'

const keyOf = {
  'claude-sonnet-5-5': 'lab-anthropic',
  'gpt-6-sol': 'lab-openai',
  'gemini-3.8-flash': 'lab-gemini',
} as const
const models = Object.keys(keyOf)
const signingSecret = 'the signing secret of this very test'
const timeoutMs = 3_000
/** Long enough that its price is more than the rounding up. */
const documents = 'Parcels are sent on Mondays. Returns are free within thirty days. '.repeat(1_000)
const answer = 'One two three four five six seven eight nine ten.'

interface Failure {
  readonly scenario: ScenarioInput
  readonly status: number
  readonly code: string
}

const failures: readonly Failure[] = [
  {
    scenario: { kind: 'error', status: 400, message: 'The vendor does not like this.' },
    status: 400,
    code: 'upstream_refused_request',
  },
  { scenario: { kind: 'error', status: 401 }, status: 502, code: 'upstream_refused_key' },
  { scenario: { kind: 'error', status: 403 }, status: 502, code: 'upstream_refused_key' },
  { scenario: { kind: 'error', status: 429 }, status: 429, code: 'upstream_rate_limited' },
  { scenario: { kind: 'error', status: 500 }, status: 502, code: 'upstream_error' },
  { scenario: { kind: 'error', status: 529 }, status: 503, code: 'upstream_overloaded' },
  { scenario: { kind: 'hang' }, status: 504, code: 'upstream_timeout' },
  { scenario: { kind: 'garbage' }, status: 502, code: 'upstream_unreadable' },
  { scenario: { kind: 'cut-before-usage' }, status: 502, code: 'upstream_interrupted' },
]

const breaks: readonly { readonly scenario: ScenarioInput; readonly code: RegExp }[] = [
  { scenario: { kind: 'cut', afterChunks: 2 }, code: /^upstream_interrupted$/ },
  { scenario: { kind: 'end-early', afterChunks: 2 }, code: /^upstream_interrupted$/ },
  { scenario: { kind: 'hang', afterChunks: 2 }, code: /^upstream_timeout$/ },
  { scenario: { kind: 'garbage-event', afterChunks: 2 }, code: /^upstream_unreadable$/ },
  { scenario: { kind: 'error-event', afterChunks: 2 }, code: /^upstream_(?:error|overloaded)$/ },
]

const ask = (model: string, content = 'Hello') => ({
  model,
  max_tokens: 200,
  messages: [{ role: 'user' as const, content }],
})

describe.each(testModes)('%s', (mode) => {
  let gateway: TestGateway

  let client: ChatClient

  /** Every request until the next meets the scenario. */
  function meet(scenario: ScenarioInput): void {
    gateway.lab.scenarios.clear()
    gateway.lab.scenarios.add(scenario, 50)
  }

  beforeAll(async () => {
    gateway = await openTestGateway(mode, { upstreamTimeoutMs: timeoutMs, signingSecret })
    gateway.lab.answerWith(answer)
    // Loading the vendors' libraries must not count against the time limit.
    client = chatClientOf(gateway, await gateway.addUser({ credits: 100_000 }))
    for (const model of models) await client.send(ask(model))
  })
  afterEach(() => gateway.lab.scenarios.clear())
  afterAll(async () => await gateway[Symbol.asyncDispose]())

  test.each(failures)(
    '$scenario is told as $status $code by every vendor, streamed and not, free of charge',
    async ({ scenario, status, code }) => {
      const before = await client.balance()
      meet(scenario)
      const responses = await Promise.all(
        models.flatMap((model) =>
          [false, true].map(async (stream) => await client.send({ ...ask(model), stream }, noAnswerCache)),
        ),
      )
      const texts = await Promise.all(responses.map(async (response) => await response.clone().text()))
      for (const response of responses) {
        const { error } = await readRefusal(response)
        expect({ status: response.status, code: error.code }, error.message).toEqual({ status, code })
      }
      const history = await client.history()
      expect(history.slice(0, 6).map((entry) => [entry.status, entry.errorCode, entry.credits])).toEqual(
        Array.from({ length: 6 }, () => ['failed', code, 0]),
      )
      expect(await client.balance()).toEqual(before)
      expectNoSecrets(gateway, secretsOf(client), texts)
    },
  )

  test('a vendor that repeats the gateway’s key is quoted without it', async () => {
    for (const [model, key] of Object.entries(keyOf)) {
      meet({ kind: 'error', status: 400, message: `Not with the key ${key}.` })
      for (const stream of [false, true]) {
        const { error } = await readRefusal(await client.send({ ...ask(model), stream }, noAnswerCache))
        expect(error.message).toContain('Not with the key')
        expectNoSecrets(gateway, secretsOf(client), [error.message])
      }
    }
  })

  test('a vendor’s wait is passed on', async () => {
    for (const status of [429, 529]) {
      meet({ kind: 'error', status, retryAfterSeconds: 7 })
      const response = await client.send(ask('claude-sonnet-5-5'), noAnswerCache)
      expect(response.headers.get('retry-after')).toBe('7')
      expect(await response.json()).toMatchObject({ retryAfter: 7 })
    }
  })

  test.each([
    [400, OpenAI.BadRequestError],
    [401, OpenAI.InternalServerError],
    [404, OpenAI.NotFoundError],
    [429, OpenAI.RateLimitError],
    [500, OpenAI.InternalServerError],
    [529, OpenAI.InternalServerError],
  ] as const)(
    'the openai SDK throws for a vendor’s %i what it throws for OpenAI’s own',
    async (status, kind) => {
      const sdk = sdkOf(gateway, client)
      meet({ kind: 'error', status })
      for (const stream of [false, true]) {
        const error = await sdk.chat.completions
          .create({ ...ask('gpt-6-sol'), stream }, { headers: noAnswerCache })
          .catch((thrown: unknown) => thrown)
        expect(error).toBeInstanceOf(kind)
        expect(error).toMatchObject({
          requestID: expect.stringMatching(/^req_/) as string,
          code: expect.any(String) as string,
        })
      }
    },
  )

  test.each(breaks)(
    '$scenario in mid-stream ends the stream with an error and without [DONE]; what was used is billed',
    async ({ scenario, code }) => {
      // Each text is new to the vendors' own caches, so that both cost the same.
      const usual = (
        await Promise.all(
          models.map(
            async (model) =>
              (await client.answer(ask(model, `Before ${scenario.kind}: ${documents}`), noAnswerCache))
                .metadata.credits?.charged ?? 0,
          ),
        )
      ).reduce((sum, one) => sum + one)
      const before = await client.balance()
      meet(scenario)
      for (const broken of await Promise.all(
        models.map(
          async (model) =>
            await client.stream(ask(model, `At ${scenario.kind}: ${documents}`), noAnswerCache),
        ),
      )) {
        expect(broken).toMatchObject({
          status: 200,
          isDone: false,
          error: { code: expect.stringMatching(code) as string },
        })
        expect(answer.startsWith(broken.text) && broken.text !== '').toBe(true)
        expect(
          broken.chunks.every(({ choices }) => choices.every(({ finish_reason: reason }) => reason === null)),
        ).toBe(true)
        expectNothingInside(broken.raw)
        expectNoSecrets(gateway, secretsOf(client), [broken.raw])
      }
      const entries = (await client.history()).slice(0, models.length)
      for (const entry of entries)
        expect(entry).toMatchObject({
          status: 'failed',
          errorCode: expect.stringMatching(code) as string,
          estimated: true,
          outputTokens: expect.any(Number) as number,
        })
      const billed = entries.reduce((sum, entry) => sum + entry.credits, 0)
      // The input is nearly all of the price: at the vendors' own counts, or estimated by its length.
      expect(billed / usual).toBeGreaterThan(0.5)
      expect(billed / usual).toBeLessThan(1.5)
      expect(await client.balance()).toEqual({ balance: before.balance - billed, held: 0 })
    },
  )

  test('the openai SDK throws in the middle of the stream, with the gateway’s code', async () => {
    const sdk = sdkOf(gateway, client)
    meet({ kind: 'error-event', afterChunks: 2 })
    const texts: string[] = []
    const reading = async (): Promise<void> => {
      for await (const { choices } of await sdk.chat.completions.create(
        { ...ask('claude-sonnet-5-5'), stream: true },
        { headers: noAnswerCache },
      ))
        texts.push(choices[0]?.delta.content ?? '')
    }
    const error: unknown = await reading().catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(OpenAI.APIError)
    expect(error).toMatchObject({ code: 'upstream_overloaded' })
    expect(texts.join('')).not.toBe('')
  })

  test('a broken stream on a balance that the call holds to the last credit never charges more than that', async () => {
    const { error } = await readRefusal(
      await chatClientOf(gateway, await gateway.addUser({ credits: 1 })).send(
        ask('claude-sonnet-5-5', documents),
      ),
    )
    const held = Number(/up to (\d+) credits/.exec(error.message)?.[1])
    const poor = chatClientOf(gateway, await gateway.addUser({ credits: held }))
    meet({ kind: 'cut', afterChunks: 3 })
    const broken = await poor.stream(ask('claude-sonnet-5-5', documents))
    expect(broken.text).not.toBe('')
    const [entry] = await poor.history()
    expect(entry?.credits).toBeGreaterThan(0)
    expect(entry?.credits).toBeLessThanOrEqual(held)
    expect(entry).not.toHaveProperty('shortfall')
    expect(await poor.balance()).toEqual({ balance: held - (entry?.credits ?? 0), held: 0 })
  })

  test('what failed or was cut is not kept as an answer', async () => {
    meet({ kind: 'cut', afterChunks: 2 })
    expect((await client.stream(ask('gpt-6-sol', 'Not kept'))).isDone).toBe(false)
    gateway.lab.scenarios.clear()
    const whole = await client.stream(ask('gpt-6-sol', 'Not kept'))
    expect(whole).toMatchObject({ text: answer, isDone: true, metadata: { cached: false } })
  })
})

function sdkOf({ url }: TestGateway, { user }: ChatClient): OpenAI {
  return new OpenAI({ apiKey: user.token, baseURL: `${url}/v1`, maxRetries: 0 })
}

function secretsOf({ user }: ChatClient): string[] {
  return [...Object.values(keyOf), signingSecret, user.token, user.password]
}
