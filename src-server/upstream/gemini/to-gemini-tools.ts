import {
  FunctionCallingConfigMode,
  type FunctionCallingConfig,
  type FunctionDeclaration,
  type GenerateContentConfig,
} from '@google/genai/web'
import { z } from 'zod'
import type { ChatRequest, ChatTool } from '../../../src-shared/dedicated-api/chat-request.ts'
import { invalidRequest } from '../invalid-request.ts'

/**
 * Choices beside the plain words. Source: SDK types
 * `ChatCompletionNamedToolChoice` and `ChatCompletionAllowedToolChoice`.
 */
const namedTool = z.looseObject({
  type: z.literal('function'),
  function: z.looseObject({ name: z.string().min(1) }),
})
const allowedTools = z.looseObject({
  type: z.literal('allowed_tools'),
  allowed_tools: z.looseObject({ mode: z.enum(['auto', 'required']), tools: z.array(namedTool) }),
})

/**
 * Functions as declarations, and which of them may or must be called.
 * Throws ApiError 400 that names what Gemini has not.
 */
export function toGeminiTools({
  tools,
  tool_choice: choice,
}: ChatRequest): Pick<GenerateContentConfig, 'tools' | 'toolConfig'> {
  if (tools === null || tools === undefined || tools.length === 0) return {}
  const config = toCallingConfig(choice)
  return {
    tools: [{ functionDeclarations: tools.map(toDeclaration) }],
    ...(config === undefined ? {} : { toolConfig: { functionCallingConfig: config } }),
  }
}

function toDeclaration({ type, function: declared }: ChatTool, index: number): FunctionDeclaration {
  if (type !== 'function' || declared === undefined)
    throw invalidRequest(
      `tools[${index}].type`,
      'Through this gateway Gemini takes tools of type “function” only.',
    )
  const { name, description, parameters } = declared
  return {
    name,
    ...(typeof description === 'string' ? { description } : {}),
    ...(parameters === null || parameters === undefined ? {} : { parametersJsonSchema: parameters }),
  }
}

/** Undefined for what Gemini does by itself: the model decides. */
function toCallingConfig(choice: ChatRequest['tool_choice']): FunctionCallingConfig | undefined {
  if (choice === null || choice === undefined || choice === 'auto') return undefined
  if (choice === 'none') return { mode: FunctionCallingConfigMode.NONE }
  if (choice === 'required') return { mode: FunctionCallingConfigMode.ANY }
  const named = namedTool.safeParse(choice)
  if (named.success)
    return { mode: FunctionCallingConfigMode.ANY, allowedFunctionNames: [named.data.function.name] }
  const allowed = allowedTools.safeParse(choice)
  if (!allowed.success)
    throw invalidRequest(
      'tool_choice',
      'Use “auto”, “none”, “required”, a function or a list of allowed functions.',
    )
  const { mode, tools } = allowed.data.allowed_tools
  return {
    mode: mode === 'required' ? FunctionCallingConfigMode.ANY : FunctionCallingConfigMode.VALIDATED,
    allowedFunctionNames: tools.map((tool) => tool.function.name),
  }
}
