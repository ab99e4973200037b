import { ThinkingLevel, type GenerateContentConfig, type ThinkingConfig } from '@google/genai/web'
import { z } from 'zod'
import type { ChatRequest } from '../../../src-shared/dedicated-api/chat-request.ts'
import { invalidRequest } from '../invalid-request.ts'

/**
 * OpenAI's efforts as levels (from Gemini 3 on) and as budgets of tokens (before).
 * Source: Google's guide to its OpenAI endpoint.
 */
const efforts: Readonly<Record<string, { readonly level: ThinkingLevel; readonly budget: number }>> = {
  none: { level: ThinkingLevel.MINIMAL, budget: 0 },
  minimal: { level: ThinkingLevel.MINIMAL, budget: 1024 },
  low: { level: ThinkingLevel.LOW, budget: 1024 },
  medium: { level: ThinkingLevel.MEDIUM, budget: 8192 },
  high: { level: ThinkingLevel.HIGH, budget: 24_576 },
  xhigh: { level: ThinkingLevel.HIGH, budget: 24_576 },
  max: { level: ThinkingLevel.HIGH, budget: 24_576 },
}

const jsonSchema = z.looseObject({ schema: z.looseObject({}) })

/** OpenAI's settings under Gemini's names. Throws ApiError 400 that names what Gemini has not. */
export function toGenerationConfig(body: ChatRequest, modelId: string): GenerateContentConfig {
  const stop = typeof body.stop === 'string' ? [body.stop] : (body.stop ?? [])
  const settings = {
    temperature: body.temperature,
    topP: body.top_p,
    seed: body.seed,
    presencePenalty: body.presence_penalty,
    frequencyPenalty: body.frequency_penalty,
    candidateCount: body.n,
    stopSequences: stop.length === 0 ? undefined : stop,
    thinkingConfig: toThinking(body.reasoning_effort, modelId),
  }
  return { ...withoutAbsent(settings), ...toFormat(body.response_format) }
}

/**
 * From 3 on, models think by level; only the quick ones of them take the
 * lowest, and none before lets itself be told so.
 */
function toThinking(effort: string | null | undefined, modelId: string): ThinkingConfig | undefined {
  if (effort === null || effort === undefined) return undefined
  const known = Object.hasOwn(efforts, effort) ? efforts[effort] : undefined
  if (known === undefined) throw invalidRequest('reasoning_effort', `Use ${Object.keys(efforts).join(', ')}.`)
  if (!thinksByLevel(modelId))
    return {
      thinkingBudget: known.budget === 0 && modelId.includes('pro') ? efforts.low?.budget : known.budget,
    }
  return {
    thinkingLevel:
      known.level === ThinkingLevel.MINIMAL && !modelId.includes('flash') ? ThinkingLevel.LOW : known.level,
  }
}

/** Gemini 3 and later, by the version in the id. */
export function thinksByLevel(modelId: string): boolean {
  return Number(/^gemini-(\d+)/.exec(modelId)?.[1] ?? 0) >= 3
}

function toFormat(
  format: ChatRequest['response_format'],
): Pick<GenerateContentConfig, 'responseMimeType' | 'responseJsonSchema'> {
  if (format === null || format === undefined || format.type === 'text') return {}
  if (format.type === 'json_object') return { responseMimeType: 'application/json' }
  if (format.type !== 'json_schema')
    throw invalidRequest('response_format.type', 'Use “text”, “json_object” or “json_schema”.')
  const asked = jsonSchema.safeParse(format.json_schema)
  if (!asked.success) throw invalidRequest('response_format.json_schema.schema', 'Give a JSON schema.')
  return { responseMimeType: 'application/json', responseJsonSchema: asked.data.schema }
}

function withoutAbsent<Settings extends object>(
  settings: Settings,
): { [Name in keyof Settings]?: NonNullable<Settings[Name]> } {
  // Object.fromEntries knows no names.
  return Object.fromEntries(
    Object.entries(settings).filter(([, value]) => value !== undefined && value !== null),
  ) as { [Name in keyof Settings]?: NonNullable<Settings[Name]> }
}
