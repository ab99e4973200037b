import type { ComposedPrompt, ToolDefinition } from '../../src-shared/composed-prompt.ts'
import { estimateTokens } from '../../src-shared/estimate-tokens.ts'
import {
  describeVolatileVariable,
  findVolatileVariables,
  type TemplateVariable,
} from '../../src-shared/template-variables.ts'
import { chooseBreakpoints } from './choose-breakpoints.ts'
import { renderTask, type TaskInput } from './render-task.ts'
import { renderVariables } from './render-variables.ts'
import { spaceBlocks, type PromptDocument, type VariableInDocument } from './space-blocks.ts'
import { systemPrompt } from './system-prompt.ts'
import { textBlock } from './text-block.ts'
import { toolBlocks } from './tool-blocks.ts'
import { turnBlocks, type PromptTurn } from './turn-blocks.ts'

export type { PromptDocument } from './space-blocks.ts'
export type { PromptTurn } from './turn-blocks.ts'

/** What a prompt may have besides documents and a task. */
export interface PromptOptions {
  /** The turns of a conversation that is continued, oldest first. */
  readonly turns?: readonly PromptTurn[]
  readonly tools?: readonly ToolDefinition[]
  /** Raised on purpose to make every cached prefix cold; 1 when absent. */
  readonly promptVersion?: number
}

/** A composed prompt with what the person should know about it. */
export interface ComposedRun extends ComposedPrompt {
  /**
   * Variables that stand in documents of the Space, where they are not filled in: the first place of each.
   */
  readonly variablesInDocuments: readonly VariableInDocument[]
}

/**
 * Composes a prompt: tools, system, Space, conversation, and behind this prefix the Command with
 * its text. Everything that differs from run to run is in the dynamic block: same content, same
 * bytes. Throws `bad_input` for two tools of one name.
 */
export function composePrompt(
  documents: readonly PromptDocument[],
  task: TaskInput,
  { turns = [], tools = [], promptVersion = 1 }: PromptOptions = {},
): ComposedRun {
  const space = spaceBlocks(documents)
  const parts = {
    tools: toolBlocks(tools),
    system: systemBlock(promptVersion),
    space: space.blocks,
    conversation: turnBlocks(turns),
  }
  const dynamic = `${renderVariables(space.variables, task)}${renderTask(task)}`
  return {
    prefix: [...parts.tools, parts.system, ...parts.space, ...parts.conversation],
    dynamic: textBlock('dynamic', dynamic, estimateTokens(dynamic)),
    breakpoints: chooseBreakpoints({ ...parts, edits: space.documents.map(({ edits = 0 }) => edits) }),
    variablesInDocuments: space.variables,
  }
}

/**
 * The variables that a run asks for, in its template and documents: a
 * clipboard, for instance, is read for these alone.
 */
export function usedVariables(
  documents: readonly PromptDocument[],
  template: string,
): ReadonlySet<TemplateVariable> {
  return new Set(
    [...spaceBlocks(documents).variables, ...findVolatileVariables(template)].map(({ name }) => name),
  )
}

/**
 * What to tell a person about variables in the documents of a Space, a sentence for the first place of each.
 */
export function describeVariablesInDocuments({ variablesInDocuments }: ComposedRun): string[] {
  return variablesInDocuments.map((variable) => describeVolatileVariable(variable, variable.document))
}

function systemBlock(version: number) {
  const text = systemPrompt(version)
  return textBlock('system', text, estimateTokens(text))
}
