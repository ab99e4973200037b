import { z } from 'zod'
import { chatChunkSchema } from './chat-answer-schema.ts'
import type { Endpoint } from './endpoint.ts'
import { endpoints, parameterWords } from './endpoints.ts'

const errorBody = z.object({
  error: z.object({
    message: z.string(),
    type: z.string(),
    param: z.string().nullable(),
    code: z.string().nullable(),
  }),
  retryAfter: z.number().optional().describe('Seconds, with 429 and 503.'),
  balance: z.number().optional().describe('Credits, with 402.'),
})

const limitHeaders = {
  'X-RateLimit-Limit': 'Requests a minute.',
  'X-RateLimit-Remaining': 'How many of them are left.',
  'X-RateLimit-Reset': 'When they are all there again, in epoch milliseconds.',
} as const
const headers = Object.keys(limitHeaders).map(
  (name) => [name, { $ref: `#/components/headers/${name}` }] as const,
)

const description =
  'An OpenAI-compatible gateway with credits. Credits are whole; 100 of them are one dollar. ' +
  'Times are epoch milliseconds, money is nano-dollars. Every answer has `X-Request-Id`. ' +
  'Refusals have OpenAI’s shape; what fails after a stream began is an event of that shape, ' +
  'and the stream then ends without `[DONE]`.'

/** The OpenAPI 3.1 document, made from the schemas that check the requests. */
export function describeApi(): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const endpoint of endpoints) (paths[endpoint.path] ??= {})[endpoint.method] = describe(endpoint)
  return {
    openapi: '3.1.0',
    info: { title: 'Rephlo Dedicated API', version: '1', description },
    paths,
    components: {
      schemas: { Error: toSchema(errorBody, 'output'), ChatChunk: toSchema(chatChunkSchema, 'output') },
      responses: {
        Refusal: {
          description: 'Refused or failed: the status says how, `error.code` why.',
          content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
        },
      },
      headers: Object.fromEntries(
        Object.entries(limitHeaders).map(([name, words]) => [
          name,
          { description: words, schema: { type: 'integer' } },
        ]),
      ),
      securitySchemes: {
        bearer: {
          type: 'http',
          scheme: 'bearer',
          description: 'An access token of POST /v1/auth/login, or an API token of POST /v1/auth/tokens.',
        },
      },
    },
  }
}

function describe(endpoint: Endpoint): Readonly<Record<string, unknown>> {
  const { method, path, summary, scope, body, status = 200, also = {} } = endpoint
  const success = {
    ...(path.startsWith('/v1/') ? { headers: Object.fromEntries(headers) } : {}),
    ...contentOf(endpoint),
  }
  const others = Object.entries(also).map(
    ([code, words]) => [code, { description: words, ...contentOf(endpoint) }] as const,
  )
  return {
    summary,
    operationId: method + inCamelCase(path.replace(/^\/v1/, '')),
    ...(scope === undefined ? { security: [] } : { security: [{ bearer: [] }], 'x-scope': scope }),
    parameters: parametersOf(endpoint),
    ...(body === undefined
      ? {}
      : {
          requestBody: {
            required: true,
            content: { 'application/json': { schema: toSchema(body, 'input') } },
          },
        }),
    responses: {
      [status]: { description: summary, ...success },
      ...Object.fromEntries(others),
      default: { $ref: '#/components/responses/Refusal' },
    },
  }
}

function parametersOf({ path, query, words = {}, headers: asked = {} }: Endpoint): readonly unknown[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }))
  const inQuery =
    query === undefined
      ? []
      : Object.entries(propertiesOf(query)).map(([name, schema]) => ({
          name,
          in: 'query',
          required: false,
          description: words[name] ?? parameterWords[name],
          schema,
        }))
  const inHeader = Object.entries(asked).map(([name, words]) => ({
    name,
    in: 'header',
    required: false,
    description: words,
    schema: { type: 'string' },
  }))
  return [...inPath, ...inQuery, ...inHeader]
}

function propertiesOf(query: z.ZodObject): Readonly<Record<string, unknown>> {
  return z.toJSONSchema(query, { io: 'input', unrepresentable: 'any', override: portable }).properties ?? {}
}

function contentOf({ path, answer, plain }: Endpoint): Readonly<Record<string, unknown>> {
  if (plain !== undefined) return { content: { [plain]: { schema: { type: 'string' } } } }
  if (answer === undefined) return {}
  const events = {
    schema: {
      type: 'string',
      description:
        'Server-sent events as OpenAI streams them: each `data:` is a chunk ' +
        '(#/components/schemas/ChatChunk), the last one `[DONE]`.',
    },
  }
  return {
    content: {
      'application/json': { schema: toSchema(answer, 'output') },
      ...(path === '/v1/chat/completions' ? { 'text/event-stream': events } : {}),
    },
  }
}

/** What JSON Schema cannot say of a schema (refinements) is left out of the document, and still checked. */
function toSchema(schema: z.ZodType, io: 'input' | 'output'): unknown {
  return { ...z.toJSONSchema(schema, { io, unrepresentable: 'any', override: portable }), $schema: undefined }
}

/**
 * Not every reader of patterns knows Unicode's classes: control
 * characters are named, lone surrogates left out.
 */
function portable({ jsonSchema }: { readonly jsonSchema: { pattern?: string } }): void {
  const control = '\\u0000-\\u001f\\u007f-\\u009f'
  const { pattern } = jsonSchema
  if (pattern !== undefined)
    jsonSchema.pattern = pattern
      .replaceAll('\\P{Cc}', `[^${control}]`)
      .replaceAll('\\p{Cc}', control)
      .replaceAll('\\p{Cs}', '')
}

function inCamelCase(path: string): string {
  return path.replace(/\W+(\w?)/g, (_, letter: string) => letter.toUpperCase())
}
