import { FunctionResponse, type Content, type FunctionCall, type Part } from '@google/genai/web'
import { z } from 'zod'
import type { ChatMessage, ContentPart } from '../../../src-shared/dedicated-api/chat-request.ts'
import { invalidRequest } from '../invalid-request.ts'
import { toGeminiPart, toText } from './to-gemini-part.ts'

export interface GeminiPrompt {
  readonly systemInstruction: Content | undefined
  readonly contents: Content[]
}

type AssistantMessage = Extract<ChatMessage, { readonly role: 'assistant' }>
type CalledTool = NonNullable<AssistantMessage['tool_calls']>[number]

/** Neighbours of the same kind are one content; results of tools stay apart from what a person says. */
type Kind = 'model' | 'user' | 'tool'

/** Where Google's own OpenAI endpoint carries the signature of what was thought before a call. */
const signed = z.looseObject({
  extra_content: z.looseObject({ google: z.looseObject({ thought_signature: z.string().min(1) }) }),
})

/**
 * Google's word for a call whose signature is lost (guide to thought
 * signatures): without one, newer models answer 400.
 */
const lostSignature = 'skip_thought_signature_validator'

/**
 * OpenAI's messages as Gemini's: system and developer messages as parts of the system
 * instruction, results of tools under the name that was called. Texts keep their bytes. Throws
 * ApiError 400 that names what cannot be put so.
 */
export function toGeminiContents(messages: readonly ChatMessage[], needsSignatures: boolean): GeminiPrompt {
  const system: Part[] = []
  const turns: { readonly kind: Kind; readonly role: string; readonly parts: Part[] }[] = []
  const names = new Map<string, string>()
  const add = (kind: Kind, parts: readonly Part[]): void => {
    const last = turns.at(-1)
    if (last?.kind === kind) last.parts.push(...parts)
    else if (parts.length > 0)
      turns.push({ kind, role: kind === 'model' ? 'model' : 'user', parts: [...parts] })
  }
  for (const [index, message] of messages.entries()) {
    const path = `messages[${index}]`
    switch (message.role) {
      case 'system':
      case 'developer':
        system.push(...textParts(message.content, path))
        break
      case 'user':
        add('user', toParts(message.content, path))
        break
      case 'assistant':
        for (const call of message.tool_calls ?? []) names.set(call.id, call.function?.name ?? '')
        add('model', [
          ...toParts(message.content ?? refusalOf(message), path),
          ...toCalls(message, path, needsSignatures),
        ])
        break
      case 'tool':
        add('tool', [
          toResult(
            message.tool_call_id,
            nameOf(names, message.tool_call_id, path),
            resultOf(message.content, path),
          ),
        ])
        break
      case 'function':
        add('tool', [toResult(undefined, message.name, message.content ?? '')])
    }
  }
  const contents = turns.map(({ role, parts }) => ({ role, parts }))
  // Gemini wants contents: a prompt of system messages alone is then what is asked.
  if (contents.length === 0)
    return { systemInstruction: undefined, contents: [{ role: 'user', parts: system }] }
  return { systemInstruction: system.length === 0 ? undefined : { parts: system }, contents }
}

function refusalOf({ refusal }: AssistantMessage): string | undefined {
  return typeof refusal === 'string' ? refusal : undefined
}

function toParts(content: string | readonly ContentPart[] | undefined, path: string): Part[] {
  if (content === undefined || typeof content === 'string') return toText(content)
  return content.flatMap((part, index) => toGeminiPart(part, `${path}.content[${index}]`))
}

function textParts(content: string | readonly ContentPart[], path: string): Part[] {
  const parts = toParts(content, path)
  if (parts.some(({ text }) => text === undefined))
    throw invalidRequest(`${path}.content`, 'Gemini takes texts alone here.')
  return parts
}

function toCalls({ tool_calls: calls }: AssistantMessage, path: string, needsSignatures: boolean): Part[] {
  return (calls ?? []).map((call, index) => {
    const signature = signed.safeParse(call).data?.extra_content.google.thought_signature
    // Of calls made at once, the first alone has a signature.
    const known = signature ?? (needsSignatures && index === 0 ? lostSignature : undefined)
    return {
      functionCall: toCall(call, `${path}.tool_calls[${index}].function`),
      ...(known === undefined ? {} : { thoughtSignature: known }),
    }
  })
}

function toCall({ id, function: called }: CalledTool, path: string): FunctionCall {
  if (called === undefined) throw invalidRequest(path, 'Gemini takes calls of functions only.')
  return { id, name: called.name, args: readArguments(called.arguments, `${path}.arguments`) }
}

/** OpenAI's clients write no arguments as an empty text. */
function readArguments(text: string, path: string): Record<string, unknown> {
  if (text.trim() === '') return {}
  const parsed = z.record(z.string(), z.unknown()).safeParse(parseJson(text))
  if (!parsed.success) throw invalidRequest(path, 'This is no JSON object.')
  return parsed.data
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function nameOf(names: ReadonlyMap<string, string>, id: string, path: string): string {
  const name = names.get(id)
  if (name === undefined || name === '')
    throw invalidRequest(`${path}.tool_call_id`, 'No earlier message has a call of a function with this id.')
  return name
}

/** A result stays the text that it is, so that its bytes are the same whenever it is sent. */
function toResult(id: string | undefined, name: string, output: string | string[]): Part {
  return {
    functionResponse: Object.assign(new FunctionResponse(), {
      ...(id === undefined ? {} : { id }),
      name,
      response: { output },
    }),
  }
}

function resultOf(content: string | readonly ContentPart[], path: string): string | string[] {
  if (typeof content === 'string') return content
  const texts = textParts(content, path).map(({ text = '' }) => text)
  return texts.length > 1 ? texts : (texts[0] ?? '')
}
