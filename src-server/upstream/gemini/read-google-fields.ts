import type {
  GenerateContentConfig,
  HarmBlockThreshold,
  HarmCategory,
  MediaResolution,
  ThinkingLevel,
} from '@google/genai/web'
import { z } from 'zod'
import type { ChatRequest } from '../../../src-shared/dedicated-api/chat-request.ts'
import { invalidRequest } from '../invalid-request.ts'

/** Gemini's own fields that a request may carry, in Google's spelling of either kind. */
export type GoogleFields = Pick<
  GenerateContentConfig,
  'cachedContent' | 'thinkingConfig' | 'topK' | 'safetySettings' | 'mediaResolution'
>

/** A word of an enum that grows: Gemini judges it, so that a new one needs no new gateway. */
const word = <Word extends string>() => z.custom<Word>((value) => typeof value === 'string')

const thinking = z.preprocess(
  camelNames,
  z.strictObject({
    includeThoughts: z.boolean().optional(),
    thinkingBudget: z.int().min(-1).optional(),
    thinkingLevel: z.preprocess(upperCase, word<ThinkingLevel>().optional()),
  }),
)
const fields = z.object({
  cachedContent: z.string().min(1).max(500).nullish(),
  thinkingConfig: thinking.nullish(),
  topK: z.number().positive().nullish(),
  safetySettings: z
    .array(z.strictObject({ category: word<HarmCategory>(), threshold: word<HarmBlockThreshold>() }))
    .nullish(),
  mediaResolution: word<MediaResolution>().nullish(),
})

/** The names under which these fields may stand at the top level. */
export const googleNames: ReadonlySet<string> = new Set([
  ...Object.keys(fields.shape),
  ...Object.keys(fields.shape).map(toSnake),
  'google',
  'extra_body',
])

/**
 * Gemini's own fields, from the top level, from `google`, and from `extra_body.google`, where Google's OpenAI
 * endpoint has them; the later ones win. Throws ApiError 400 for a malformed one.
 */
export function readGoogleFields(body: ChatRequest): GoogleFields {
  const { google, extra_body: extra } = body
  const inner = isRecord(extra) && isRecord(extra.google) ? extra.google : {}
  const given = pick({ ...pick(body), ...pick(isRecord(google) ? google : {}), ...pick(inner) })
  if (Object.keys(given).length === 0) return {}
  const parsed = fields.safeParse(given)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    throw invalidRequest(
      (issue?.path ?? []).map((name) => toSnake(String(name))).join('.'),
      `This is not what Gemini takes (${issue?.message ?? 'invalid'}).`,
    )
  }
  const { cachedContent, thinkingConfig, topK, safetySettings, mediaResolution } = parsed.data
  return {
    ...(cachedContent ? { cachedContent } : {}),
    ...(thinkingConfig ? { thinkingConfig } : {}),
    ...(topK ? { topK } : {}),
    ...(safetySettings ? { safetySettings } : {}),
    ...(mediaResolution ? { mediaResolution } : {}),
  }
}

/** Google's fields of an object, under the names that the SDK has for them. */
function pick(source: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const named = camelNames(source)
  return isRecord(named)
    ? Object.fromEntries(Object.entries(named).filter(([name]) => name in fields.shape))
    : {}
}

function camelNames(value: unknown): unknown {
  return isRecord(value)
    ? Object.fromEntries(
        Object.entries(value).map(([name, inner]) => [
          name.replace(/_([a-z])/g, (_found, letter: string) => letter.toUpperCase()),
          inner,
        ]),
      )
    : value
}

function upperCase(value: unknown): unknown {
  return typeof value === 'string' ? value.toUpperCase() : value
}

function toSnake(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
