import { z } from 'zod'
import { endpoints, type Endpoint } from './endpoints.ts'

const errorBody = z.object({
  error: z.object({ message: z.string(), type: z.string(), param: z.string().nullable(), code: z.string().nullable() }),
  /** Seconds, with 429 and 503. */
  retryAfter: z.number().optional(),
  /** Credits, with 402. */
  balance: z.number().optional(),
})

const refusal = { description: 'Refused or failed: the status says how, `error.code` why.', content: { 'application/json': { schema: toSchema(errorBody, 'output') } } }

/** The OpenAPI 3.1 document, made from the schemas that check the requests. */
export function describeApi(): Readonly<Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const endpoint of endpoints) (paths[endpoint.path] ??= {})[endpoint.method] = describe(endpoint)
  return {
    openapi: '3.1.0',
    info: { title: 'Rephlo Dedicated API', version: '1', description: 'An OpenAI-compatible gateway with credits. Credits are whole; 100 of them are one dollar. Times are epoch milliseconds, money is nano-dollars.' },
    paths,
    components: { securitySchemes: { bearer: { type: 'http', scheme: 'bearer', description: 'An access token of POST /v1/auth/login, or an API token of POST /v1/auth/tokens.' } } },
  }
}

function describe(endpoint: Endpoint): Readonly<Record<string, unknown>> {
  const { summary, scope, body, status = 200 } = endpoint
  return {
    summary,
    operationId: `${endpoint.method}${endpoint.path.replace(/[^a-z]+(\w)/gi, (_, letter: string) => letter.toUpperCase())}`,
    ...(scope === undefined ? { security: [] } : { security: [{ bearer: [] }], 'x-scope': scope }),
    parameters: parametersOf(endpoint),
    ...(body === undefined ? {} : { requestBody: { required: true, content: { 'application/json': { schema: toSchema(body, 'input') } } } }),
    responses: { [status]: { description: summary, ...contentOf(endpoint) }, default: refusal },
  }
}

function parametersOf({ path, query = {}, headers = {} }: Endpoint): readonly unknown[] {
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({ name, in: 'path', required: true, schema: { type: 'string' } }))
  const named = (place: string, entries: Readonly<Record<string, string>>) => Object.entries(entries).map(([name, description]) => ({ name, in: place, required: false, description, schema: { type: 'string' } }))
  return [...inPath, ...named('query', query), ...named('header', headers)]
}

function contentOf({ path, answer, plain }: Endpoint): Readonly<Record<string, unknown>> {
  if (plain !== undefined) return { content: { [plain]: { schema: { type: 'string' } } } }
  if (answer === undefined) return {}
  const stream = path === '/v1/chat/completions' ? { 'text/event-stream': { schema: { type: 'string', description: 'Chunks as OpenAI streams them, ended by `[DONE]`.' } } } : {}
  return { content: { 'application/json': { schema: toSchema(answer, 'output') }, ...stream } }
}

/** What JSON Schema cannot say of a schema (refinements) is left out of the document, and still checked. */
function toSchema(schema: z.ZodType, io: 'input' | 'output'): unknown {
  return { ...z.toJSONSchema(schema, { io, unrepresentable: 'any' }), $schema: undefined }
}
