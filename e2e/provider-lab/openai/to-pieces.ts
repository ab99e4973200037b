import { createHash } from 'node:crypto'
import { estimateTokens } from '../../../src-shared/estimate-tokens.ts'
import type { BreakpointTtl, PromptPiece } from './openai-cache.ts'

/** A message in the form that both APIs share. */
export interface PromptMessage {
  readonly role: string
  readonly parts: readonly { readonly text: string; readonly breakpoint?: BreakpointTtl | undefined }[]
}

/** The pieces of a prompt in the vendor's order: tools, then the parts of the messages. */
export function toPieces(tools: readonly unknown[], messages: readonly PromptMessage[]): PromptPiece[] {
  const toolPieces = tools.map((tool) => toPiece('tools', JSON.stringify(tool)))
  const parts = messages.flatMap(({ role, parts: all }) =>
    all.map(({ text, breakpoint }, index) => ({
      ...toPiece(role === 'system' ? 'developer' : role, text),
      ...(breakpoint === undefined ? {} : { breakpoint }),
      endsUserMessage: role === 'user' && index === all.length - 1,
    })),
  )
  return [...toolPieces, ...parts]
}

function toPiece(role: string, text: string): PromptPiece {
  return { hash: createHash('sha256').update(`${role}\n${text}`).digest('hex'), tokens: estimateTokens(text) }
}

/** A few words each; a very long text in about a thousand pieces. */
export function splitAnswer(text: string): string[] {
  const words = text.match(/\s*\S+\s*/g) ?? (text === '' ? [] : [text])
  const size = Math.max(3, Math.ceil(words.length / 1000))
  return Array.from({ length: Math.ceil(words.length / size) }, (_, index) =>
    words.slice(index * size, (index + 1) * size).join(''),
  )
}
