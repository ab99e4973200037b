import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  openTestGateway,
  readJson,
  testConfig,
  type TestGateway,
} from '../../e2e/server/support/open-test-gateway.ts'
import { scopes, type TokenPair } from '../../src-shared/dedicated-api/account.ts'
import { openTestPlace, testModes } from '../storage/open-test-storage.ts'
import { events, json, startAnswering } from '../upstream/start-answering.ts'
import { createGateway } from './create-gateway.ts'
import { endpointExamples, sessionOf } from './__fixtures__/endpoint-examples.ts'
import {
  answerChecker,
  openApiSchema,
  operationsOf,
  referencesOf,
  resolve,
  toChecker,
  type OpenApi,
  type Operation,
} from './__fixtures__/open-api-document.ts'

async function readDocument({ url }: Pick<TestGateway, 'url'>): Promise<{
  readonly raw: unknown
  readonly document: OpenApi
  readonly operations: Operation[]
}> {
  const response = await fetch(`${url}/openapi.json`)
  expect(response.headers.get('content-type')).toBe('application/json')
  const raw: unknown = await response.json()
  const document = openApiSchema.parse(raw)
  return { raw, document, operations: operationsOf(document) }
}

const nameOf = ({ method, path }: Pick<Operation, 'method' | 'path'>): string => `${method} ${path}`

test('the document is OpenAPI 3.1, with every reference resolved and every name unique', async () => {
  await using gateway = await openTestGateway('embedded')
  const { raw, document, operations } = await readDocument(gateway)
  const ids = operations.map(({ operationId }) => operationId)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids.length).toBeGreaterThan(30)
  expect(ids).toContain('postChatCompletions')
  // Classes that only engines with Unicode's flag know.
  expect(/.{0,40}\\[pP]\{/.exec(JSON.stringify(raw))?.[0]).toBeUndefined()
  for (const reference of referencesOf(raw)) expect(resolve(raw, reference), reference).toBeDefined()
  for (const { path, parameters, responses, security, ...operation } of operations) {
    const inPath = parameters.filter((parameter) => parameter.in === 'path')
    expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? [])
    expect(inPath.every(({ required }) => required)).toBe(true)
    expect(new Set(parameters.map((parameter) => `${parameter.in} ${parameter.name}`)).size).toBe(
      parameters.length,
    )
    for (const parameter of parameters)
      expect(
        parameter.in === 'path' || parameter.description !== undefined,
        `${path} ${parameter.name}`,
      ).toBe(true)
    expect(Object.keys(responses)).toContain('default')
    expect(security.length > 0, path).toBe(operation['x-scope'] !== undefined)
    for (const requirement of security)
      expect(Object.keys(requirement).every((name) => name in document.components.securitySchemes)).toBe(true)
  }
})

test('all that is routed is in the document, and the other way round', async () => {
  await using place = await openTestPlace('embedded')
  const silent = {
    info: () => undefined,
    warn: () => undefined,
    error: () => undefined,
    flush: () => undefined,
  }
  const gateway = await createGateway(testConfig(place, { url: 'http://127.0.0.1:1' }), silent)
  const routed = gateway.routes
    .filter(({ method, path }) => method !== 'ALL' && !path.startsWith('/admin'))
    .map(({ method, path }) => `${method} ${path.replace(/:(\w+)(?:\{[^/]*\})?/g, '{$1}')}`)
  const answer = await gateway.fetch(new Request('http://gateway/openapi.json'), {})
  await gateway.close()
  const documented = operationsOf(openApiSchema.parse(await answer.json())).map(nameOf)
  expect([...new Set(routed)].sort()).toEqual(documented.sort())
})

test('every scope is the one that the guard demands, and nothing else is open', async () => {
  await using gateway = await openTestGateway('embedded')
  const { operations } = await readDocument(gateway)
  const admin = await gateway.addUser({ admin: true })
  const { access_token: session } = await readJson<TokenPair>(
    await gateway.ask(undefined, 'POST', '/v1/auth/login', { email: admin.email, password: admin.password }),
  )
  const tokenWith = async (wanted: readonly string[]): Promise<{ token: string }> =>
    await readJson(
      await gateway.ask({ token: session }, 'POST', '/v1/auth/tokens', { name: 'some', scopes: wanted }),
    )
  const tokens = new Map<string, { readonly only: { token: string }; readonly without: { token: string } }>()
  for (const scope of scopes)
    tokens.set(scope, {
      only: await tokenWith([scope]),
      without: await tokenWith(scopes.filter((other) => other !== scope)),
    })
  for (const { method, path, 'x-scope': scope } of operations) {
    const call = async (user?: { token: string }) =>
      await gateway.ask(
        user,
        method,
        path.replaceAll(/\{\w+\}/g, 'none'),
        method === 'GET' || method === 'DELETE' ? undefined : {},
      )
    const name = `${method} ${path}`
    if (scope === undefined) {
      expect([200, 400], name).toContain((await call()).status)
      continue
    }
    const [without, alone] = [await call(tokens.get(scope)?.without), await call(tokens.get(scope)?.only)]
    expect([(await call()).status, without.status], name).toEqual([401, 403])
    expect(await without.json(), name).toMatchObject({
      error: { code: 'insufficient_scope', message: `This needs a token with the scope ${scope}.` },
    })
    expect(await alone.text(), name).not.toContain('insufficient_scope')
  }
})

describe.each(testModes)('%s', (mode) => {
  test('what every endpoint answers is what the document says, to the last field', async () => {
    await using gateway = await openTestGateway(mode)
    const { document, operations } = await readDocument(gateway)
    const byName = new Map(operations.map((operation) => [nameOf(operation), operation]))
    expect(Object.keys(endpointExamples).sort()).toEqual([...byName.keys()].sort())
    const [admin, other] = [await gateway.addUser({ admin: true }), await gateway.addUser()]
    const session = await readJson<TokenPair>(
      await gateway.ask(undefined, 'POST', '/v1/auth/login', {
        email: admin.email,
        password: admin.password,
      }),
    )
    const { data } = await readJson<{ data: { id: string }[] }>(
      await gateway.ask(other, 'GET', '/v1/auth/tokens'),
    )
    const own = await readJson<{ id: string }>(
      await gateway.ask(sessionOf(session), 'POST', '/v1/auth/tokens', {
        name: 'to be deleted',
        scopes: ['admin'],
      }),
    )
    expect(data).toHaveLength(1)
    for (const [name, example] of Object.entries(endpointExamples)) {
      const {
        path = name.split(' ')[1] ?? '',
        body,
        user = admin,
      } = example({ admin, other, session, tokenId: own.id })
      const operation = byName.get(name)
      if (operation === undefined) throw new Error(`${name} is not in the document.`)
      const response = await gateway.ask(user, operation.method, path, body)
      const text = await response.text()
      expect(Object.keys(operation.responses), `${name}: ${text}`).toContain(String(response.status))
      expectAsDocumented(document, operation, response, text)
      if (operation.parameters.some((parameter) => parameter.in === 'query'))
        expect(
          (await gateway.ask(user, operation.method, `${path.split('?')[0] ?? ''}?unheard_of=1`)).status,
          name,
        ).toBe(400)
    }
  })

  test('refusals have the documented form', async () => {
    await using gateway = await openTestGateway(mode, {
      limits: { llm: 2, standard: 1_000, expensive: 1_000 },
    })
    const { document, operations } = await readDocument(gateway)
    const chat = operations.find(({ operationId }) => operationId === 'postChatCompletions')
    if (chat === undefined) throw new Error('It is in the document.')
    const [user, poor] = [await gateway.addUser(), await gateway.addUser({ credits: 0 })]
    const body = { model: 'claude-haiku-5-5', max_tokens: 50, messages: [{ role: 'user', content: 'Hi' }] }
    gateway.lab.scenarios.add({ kind: 'error', status: 500 })
    const asked = [
      [user, body],
      [undefined, body],
      [poor, body],
      [user, { ...body, model: 'none' }],
      [user, { ...body, max_tokens: 'many' }],
      [user, body],
      [user, body],
    ] as const
    const statuses: number[] = []
    for (const [who, sent] of asked) {
      const response = await gateway.ask(who, 'POST', '/v1/chat/completions', sent, {
        'x-answer-cache': 'off',
      })
      statuses.push(response.status)
      if (!response.ok) expectAsDocumented(document, chat, response, await response.text())
    }
    expect(statuses).toEqual([502, 401, 402, 404, 400, 200, 429])
  })
})

function expectAsDocumented(document: OpenApi, operation: Operation, response: Response, text: string): void {
  const name = `${nameOf(operation)} ${String(response.status)}: ${text.slice(0, 500)}`
  const checker = answerChecker(document, operation, response.status)
  const named = operation.responses[String(response.status)]
  const headers = named !== undefined && 'headers' in named ? Object.keys(named.headers ?? {}) : []
  for (const header of headers)
    expect(Number(response.headers.get(header) ?? Number.NaN), `${name} ${header}`).toBeGreaterThanOrEqual(0)
  expect(response.headers.get('x-request-id')).toMatch(/^req_/)
  if (checker !== undefined) expect(checker.safeParse(JSON.parse(text)).error?.issues, name).toBeUndefined()
  else if (response.status === 204) expect(text, name).toBe('')
}

const fixture = (path: string): string =>
  readFileSync(new URL(`../upstream/${path}`, import.meta.url), 'utf8')

test('answers with tools and thoughts of each vendor, whole and streamed, are what the document says', async () => {
  await using vendor = await startAnswering()
  const access = { apiKey: 'lab-x', baseUrl: vendor.url }
  await using gateway = await openTestGateway('embedded', {
    vendors: { anthropic: access, openai: access, gemini: access },
  })
  const { document, operations } = await readDocument(gateway)
  const chat = operations.find(({ operationId }) => operationId === 'postChatCompletions')
  const user = await gateway.addUser({ credits: 10_000 })
  const [chunkChecker, wholeChecker] = [
    toChecker(document.components.schemas.ChatChunk),
    chat === undefined ? undefined : answerChecker(document, chat, 200),
  ]
  const gemini = JSON.parse(fixture('gemini/__fixtures__/tool-use.json')) as {
    answer: unknown
    stream: unknown[]
  }
  const openai = JSON.parse(fixture('openai/__fixtures__/tool-use.json')) as { answer: unknown }
  const said = [
    {
      model: 'claude-haiku-5-5',
      whole: JSON.parse(fixture('anthropic/__fixtures__/tool-use.json')) as unknown,
      stream: fixture('anthropic/__fixtures__/tool-use.sse'),
      extensions: ['reasoning_content', 'thinking_blocks', 'ignored_parameters'],
    },
    {
      model: 'gpt-6-sol',
      whole: openai.answer,
      stream: fixture('openai/__fixtures__/tool-use.sse'),
      extensions: [],
    },
    {
      model: 'gemini-3.8-flash',
      whole: gemini.answer,
      stream: gemini.stream.map((event) => `data: ${JSON.stringify(event)}\r\n\r\n`).join(''),
      extensions: ['reasoning_content', 'extra_content'],
    },
  ]
  const tools = ['get_weather', 'get_time', 'get_current_temperature'].map((name) => ({
    type: 'function',
    function: { name, parameters: { type: 'object', properties: {} } },
  }))
  for (const { model, whole, stream, extensions } of said) {
    const body = {
      model,
      max_tokens: 500,
      seed: 1,
      logit_bias: {},
      tools,
      messages: [{ role: 'user', content: 'Weather?' }],
    }
    vendor.answerWith(json(whole))
    const answer = await (
      await gateway.ask(user, 'POST', '/v1/chat/completions', body, { 'x-answer-cache': 'off' })
    ).text()
    expect(wholeChecker?.safeParse(JSON.parse(answer)).error?.issues, answer).toBeUndefined()
    vendor.answerWith(events(stream))
    const streamed = await (
      await gateway.ask(
        user,
        'POST',
        '/v1/chat/completions',
        { ...body, stream: true },
        { 'x-answer-cache': 'off' },
      )
    ).text()
    const chunks = streamed
      .split('\n')
      .filter((line) => line.startsWith('data: {'))
      .map((line) => JSON.parse(line.slice(6)) as unknown)
    expect(chunks.length).toBeGreaterThan(2)
    for (const chunk of chunks)
      expect(chunkChecker.safeParse(chunk).error?.issues, JSON.stringify(chunk)).toBeUndefined()
    expect(streamed).toContain('[DONE]')
    for (const extension of extensions) {
      expect([answer.includes(extension), streamed.includes(extension)], `${model} ${extension}`).toEqual([
        true,
        true,
      ])
      expect(JSON.stringify(document)).toContain(`"${extension}"`)
    }
  }
})
