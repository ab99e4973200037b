import type { GenerateContentParameters } from '@google/genai/web'
import type { ChatRequest } from '../../../src-shared/dedicated-api/chat-request.ts'
import { invalidRequest } from '../invalid-request.ts'
import type { UpstreamCall } from '../upstream.ts'
import { googleNames, readGoogleFields } from './read-google-fields.ts'
import { toGeminiContents } from './to-gemini-contents.ts'
import { toGeminiTools } from './to-gemini-tools.ts'
import { thinksByLevel, toGenerationConfig } from './to-generation-config.ts'

export interface GeminiRequest {
  readonly parameters: GenerateContentParameters
  /** Whether it names an explicit cache. */
  readonly readsExplicitCache: boolean
  /** Fields of the client that Gemini has nothing for, and that were left out. */
  readonly ignored: readonly string[]
}

/** What is put into other fields, and `cache_control`: Gemini caches by itself. */
const translated = new Set([
  'model',
  'messages',
  'stream',
  'stream_options',
  'max_tokens',
  'max_completion_tokens',
  'temperature',
  'top_p',
  'n',
  'stop',
  'tools',
  'tool_choice',
  'response_format',
  'seed',
  'presence_penalty',
  'frequency_penalty',
  'reasoning_effort',
  'cache_control',
])

/**
 * The request for Gemini's `generateContent`. A field passes when Gemini has one like it,
 * in OpenAI's or in Google's words; every other one is left out and told. Throws ApiError
 * 400 that names what cannot be asked of Gemini.
 */
export function toGeminiRequest({
  model,
  body,
  maxOutputTokens,
}: Pick<UpstreamCall, 'model' | 'body' | 'maxOutputTokens'>): GeminiRequest {
  const { systemInstruction, contents } = toGeminiContents(body.messages, thinksByLevel(model.id))
  const google = readGoogleFields(body)
  const tools = toGeminiTools(body)
  const readsExplicitCache = google.cachedContent !== undefined
  if (readsExplicitCache) checkBesideCache(body, systemInstruction !== undefined)
  return {
    parameters: {
      model: model.id,
      contents,
      // Continuing by itself, the SDK would send and be billed for further requests that nobody counts.
      config: {
        ...toGenerationConfig(body, model.id),
        ...tools,
        ...(systemInstruction === undefined ? {} : { systemInstruction }),
        ...google,
        maxOutputTokens,
        automaticContinuation: false,
      },
    },
    readsExplicitCache,
    ignored: Object.entries(body).flatMap(([name, value]) =>
      value === null || value === undefined || translated.has(name) || googleNames.has(name) ? [] : [name],
    ),
  }
}

/** What a cache holds cannot be said again beside it; Gemini answers 400 in its own words. */
function checkBesideCache({ tools }: ChatRequest, hasSystem: boolean): void {
  if (hasSystem)
    throw invalidRequest(
      'messages',
      'Gemini takes no system or developer messages beside cached_content: they belong into the cache.',
    )
  if ((tools ?? []).length > 0)
    throw invalidRequest('tools', 'Gemini takes no tools beside cached_content: they belong into the cache.')
}
