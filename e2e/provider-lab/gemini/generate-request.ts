import { z } from 'zod'
import { LabRefusal } from '../lab-protocol.ts'

const part = z.looseObject({ text: z.string().optional() })
const content = z.looseObject({ role: z.string().optional(), parts: z.array(part).min(1) })
const tool = z.looseObject({ functionDeclarations: z.array(z.looseObject({ name: z.string() })).optional() })

/** What shapes the beginning of a prompt: it may stand in a request or in a cache, but not in both. */
const preamble = {
  systemInstruction: content.optional(),
  tools: z.array(tool).optional(),
  toolConfig: z.looseObject({}).optional(),
}

/** The fields of a request that the lab looks at; others of Google's are taken, unknown ones are refused as Google does. */
const generateRequestSchema = z.strictObject({
  ...preamble,
  model: z.string().optional(),
  contents: z.array(content).default([]),
  generationConfig: z.looseObject({ maxOutputTokens: z.number().int().positive().optional() }).optional(),
  cachedContent: z.string().optional(),
  safetySettings: z.unknown().optional(),
  serviceTier: z.unknown().optional(),
  labels: z.unknown().optional(),
  store: z.unknown().optional(),
})

const duration = z
  .string()
  .regex(/^\d+(?:\.\d{1,9})?s$/, 'Illegal duration format; duration must end with ‘s’')
const lifetime = { ttl: duration.optional(), expireTime: z.iso.datetime({ offset: true }).optional() }

const cachedContentSchema = z.strictObject({
  ...preamble,
  ...lifetime,
  model: z.string(),
  contents: z.array(content).default([]),
  displayName: z.string().max(128).optional(),
})
const updateSchema = z.strictObject(lifetime)
const countSchema = z.strictObject({
  contents: z.array(content).optional(),
  generateContentRequest: generateRequestSchema.optional(),
})

export type Content = z.infer<typeof content>
export type GenerateRequest = z.infer<typeof generateRequestSchema>
export type CachedContentRequest = z.infer<typeof cachedContentSchema>
export type Lifetime = z.infer<typeof updateSchema>
export type Preamble = Pick<GenerateRequest, 'systemInstruction' | 'tools' | 'toolConfig'>

/** Each throws a LabRefusal 400 that names the first wrong field. */
export const parseGenerateRequest = (bodyText: string): GenerateRequest =>
  parseWith(generateRequestSchema, bodyText)
export const parseCachedContent = (bodyText: string): CachedContentRequest =>
  parseWith(cachedContentSchema, bodyText)
export const parseCountRequest = (bodyText: string): z.infer<typeof countSchema> =>
  parseWith(countSchema, bodyText)

/** Throws a LabRefusal 400 when anything but the lifetime is to be changed. */
export function parseUpdate(bodyText: string): Lifetime {
  const parsed = updateSchema.safeParse(parseJson(bodyText))
  if (!parsed.success)
    throw new LabRefusal(
      400,
      'Only the expiration time (ttl or expireTime) of a CachedContent can be updated.',
    )
  return parsed.data
}

function parseWith<Output>(schema: z.ZodType<Output>, bodyText: string): Output {
  const parsed = schema.safeParse(parseJson(bodyText))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  if (issue?.code === 'unrecognized_keys')
    throw new LabRefusal(
      400,
      `Invalid JSON payload received. Unknown name "${issue.keys[0] ?? ''}": Cannot find field.`,
    )
  throw new LabRefusal(
    400,
    `Invalid value at '${issue?.path.join('.') ?? ''}': ${issue?.message ?? 'Invalid'}`,
  )
}

function parseJson(bodyText: string): unknown {
  try {
    return JSON.parse(bodyText)
  } catch {
    throw new LabRefusal(400, 'Invalid JSON payload received. Unexpected token.')
  }
}
