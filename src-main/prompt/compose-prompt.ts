import { createHash } from 'node:crypto'
import type { ComposedPrompt, TextBlock } from '../../src-shared/composed-prompt.ts'
import { estimateTokens } from '../../src-shared/estimate-tokens.ts'
import { renderTask, type TaskInput } from './render-task.ts'
import { systemPrompt } from './system-prompt.ts'

/** A document as the composer needs it: normalised text and an estimate of its tokens. */
export interface PromptDocument {
  readonly title: string
  readonly text: string
  readonly tokens: number
}

/** Tokens of the tags around a document. */
const wrapperTokens = 16

const systemBlock = block('system', systemPrompt, estimateTokens(systemPrompt))

/**
 * Composes a prompt: system / Space / dynamic. The Space's documents are ordered by title and text, not by when or how they
 * were imported, and everything that differs from run to run is in the dynamic block: same content, same bytes.
 */
export function composePrompt(documents: readonly PromptDocument[], task: TaskInput): ComposedPrompt {
  const dynamic = renderTask(task)
  const space = [...documents].sort(byContent).map(documentBlock)
  const prefix = [systemBlock, ...space]
  return { prefix, dynamic: block('dynamic', dynamic, estimateTokens(dynamic)), breakpoints: space.length === 0 ? [0] : [0, prefix.length - 1] }
}

function documentBlock(document: PromptDocument): TextBlock {
  const text = `<document title="${escapeAttribute(document.title)}">\n${document.text}\n</document>\n`
  return block('space', text, document.tokens + wrapperTokens)
}

function block(segment: TextBlock['segment'], text: string, tokens: number): TextBlock {
  return { segment, text, tokens, hash: createHash('sha256').update(text).digest('hex') }
}

/** By code units: the order must not depend on the computer's language. */
function byContent(one: PromptDocument, other: PromptDocument): number {
  return compare(one.title, other.title) || compare(one.text, other.text)
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}

function escapeAttribute(value: string): string {
  return value.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;')
}
