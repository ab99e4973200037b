import { createHash } from 'node:crypto'
import type { CacheBlock } from '../../../src-main/providers/practice/prefix-blocks.ts'
import { estimateTokens } from '../../../src-shared/estimate-tokens.ts'
import type { Content, Preamble } from './generate-request.ts'

/** The blocks of a prompt in prefix order: tools, system instruction, contents; each part is one. */
export function toPromptBlocks({
  tools = [],
  toolConfig,
  systemInstruction,
  contents,
}: Preamble & { contents: readonly Content[] }): CacheBlock[] {
  const declarations = tools.flatMap((tool): object[] => tool.functionDeclarations ?? [tool])
  return [
    ...declarations.map((declaration) => toBlock('tools', declaration)),
    ...(toolConfig === undefined ? [] : [toBlock('tool config', toolConfig)]),
    ...(systemInstruction?.parts ?? []).map((part) => toBlock('system', part)),
    ...contents.flatMap(({ role = 'user', parts }) => parts.map((part) => toBlock(role, part))),
  ]
}

export function sumTokens(blocks: readonly CacheBlock[]): number {
  return blocks.reduce((sum, { tokens }) => sum + tokens, 0)
}

/** The text of the last content, which is what is asked. */
export function lastContentText(contents: readonly Content[]): string {
  return (contents.at(-1)?.parts ?? []).map(({ text }) => text ?? '').join('\n')
}

function toBlock(level: string, piece: object): CacheBlock {
  const bytes = 'text' in piece && typeof piece.text === 'string' ? piece.text : JSON.stringify(piece)
  return {
    hash: createHash('sha256').update(`${level}\n${bytes}`).digest('hex'),
    tokens: estimateTokens(bytes),
  }
}
