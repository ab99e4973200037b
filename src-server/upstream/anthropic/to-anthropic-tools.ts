import type { ChatRequest, ChatTool } from '../../../src-shared/dedicated-api/chat-request.ts'
import { invalidRequest } from '../invalid-request.ts'
import { isObject, without, type Members } from './members.ts'

const noParameters = { type: 'object', properties: {} }
const wordChoices: Readonly<Record<string, string>> = { none: 'none', auto: 'auto', required: 'any' }

/**
 * Functions as Anthropic's tools, their marks and further members with
 * them; tools in Anthropic's own shape as they are.
 */
export function toAnthropicTools(tools: readonly ChatTool[]): Members[] {
  return tools.map((tool) =>
    tool.type === 'function' && tool.function !== undefined ? toTool(tool, tool.function) : tool,
  )
}

function toTool(tool: ChatTool, definition: NonNullable<ChatTool['function']>): Members {
  const { name, description, parameters, strict } = definition
  return {
    name,
    ...(typeof description === 'string' ? { description } : {}),
    input_schema: parameters ?? noParameters,
    ...(typeof strict === 'boolean' ? { strict } : {}),
    ...without(definition, 'name', 'description', 'parameters', 'strict'),
    ...without(tool, 'type', 'function'),
  }
}

/**
 * `tool_choice` and `parallel_tool_calls` in one, as Anthropic has them; undefined for its default.
 * Throws ApiError 400 for a choice that is none.
 */
export function toToolChoice({
  tool_choice: choice,
  parallel_tool_calls: isParallel,
}: Pick<ChatRequest, 'tool_choice' | 'parallel_tool_calls'>): Members | undefined {
  const own = choice === null || choice === undefined ? undefined : readChoice(choice)
  if (isParallel !== false || own?.type === 'none') return own
  return { ...(own ?? { type: 'auto' }), disable_parallel_tool_use: true }
}

function readChoice(choice: NonNullable<ChatRequest['tool_choice']>): Members {
  if (typeof choice === 'string') {
    const type = wordChoices[choice]
    if (type === undefined)
      throw invalidRequest('tool_choice', 'Choose “none”, “auto”, “required” or a function.')
    return { type }
  }
  if (choice.type !== 'function') return choice
  const name = isObject(choice.function) ? choice.function.name : undefined
  if (typeof name !== 'string') throw invalidRequest('tool_choice.function.name', 'Name the function.')
  return { type: 'tool', name }
}
