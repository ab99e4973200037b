import { z } from 'zod'

const parameterSchema = z.strictObject({
  name: z.string().min(1),
  in: z.enum(['path', 'query', 'header']),
  required: z.boolean(),
  description: z.string().min(1).optional(),
  schema: z.looseObject({}),
})
const mediaSchema = z.strictObject({ schema: z.looseObject({}) })
const contentSchema = z.record(z.string().regex(/^[\w.+-]+\/[\w.+-]+$/), mediaSchema)
const referenceSchema = z.strictObject({ $ref: z.string().startsWith('#/') })
const headerSchema = z.strictObject({ description: z.string(), schema: z.looseObject({}) })
const responseSchema = z.strictObject({
  description: z.string().min(1),
  headers: z.record(z.string(), z.union([referenceSchema, headerSchema])).optional(),
  content: contentSchema.optional(),
})

const operationSchema = z.strictObject({
  summary: z.string().min(1),
  operationId: z.string().regex(/^[a-z]\w+$/),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  'x-scope': z.string().optional(),
  parameters: z.array(parameterSchema),
  requestBody: z.strictObject({ required: z.literal(true), content: contentSchema }).optional(),
  responses: z.record(z.string().regex(/^([1-5]\d\d|default)$/), z.union([referenceSchema, responseSchema])),
})

const methods = ['get', 'put', 'post', 'delete', 'patch'] as const

/** OpenAPI 3.1 as far as the gateway uses it; what it does not use is refused, so that a slip is seen. */
export const openApiSchema = z.strictObject({
  openapi: z.string().regex(/^3\.1\.\d+$/),
  info: z.strictObject({ title: z.string().min(1), version: z.string().min(1), description: z.string() }),
  paths: z.record(z.string().startsWith('/'), z.partialRecord(z.enum(methods), operationSchema)),
  components: z.strictObject({
    schemas: z.record(z.string(), z.looseObject({})),
    responses: z.record(z.string(), responseSchema),
    headers: z.record(z.string(), headerSchema),
    securitySchemes: z.record(
      z.string(),
      z.strictObject({ type: z.literal('http'), scheme: z.literal('bearer'), description: z.string() }),
    ),
  }),
})

export type OpenApi = z.infer<typeof openApiSchema>
export type Operation = z.infer<typeof operationSchema> & { readonly method: string; readonly path: string }

export function operationsOf({ paths }: OpenApi): Operation[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    methods.flatMap((method) =>
      item[method] === undefined ? [] : [{ ...item[method], method: method.toUpperCase(), path }],
    ),
  )
}

/** All `$ref`s anywhere in it. */
export function referencesOf(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, inner]) =>
    name === '$ref' && typeof inner === 'string' ? [inner] : referencesOf(inner),
  )
}

/** What a reference of the document leads to; undefined where it leads nowhere. */
export function resolve(document: unknown, reference: string): unknown {
  return reference
    .slice(2)
    .split('/')
    .reduce<unknown>(
      (value, name) =>
        typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined,
      document,
    )
}

type JsonSchema = Parameters<typeof z.fromJSONSchema>[0]

/** A schema of the document, to check answers with. */
export function toChecker(schema: unknown): z.ZodType {
  // The document is JSON, and its schemas are objects.
  return z.fromJSONSchema(schema as JsonSchema)
}

/** The schema of this operation's answer with this status; undefined where the document names no JSON. */
export function answerChecker(
  document: OpenApi,
  { responses }: Operation,
  status: number,
): z.ZodType | undefined {
  const response = responses[String(status)] ?? responses.default
  const resolved = response !== undefined && '$ref' in response ? resolve(document, response.$ref) : response
  const schema = responseSchema.parse(resolved).content?.['application/json']?.schema
  const reference = schema?.$ref
  return schema === undefined
    ? undefined
    : toChecker(typeof reference === 'string' ? resolve(document, reference) : schema)
}
