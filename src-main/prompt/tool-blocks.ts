import type { ToolBlock, ToolDefinition } from '../../src-shared/composed-prompt.ts'
import { estimateTokens } from '../../src-shared/estimate-tokens.ts'
import { normaliseCharacters, normaliseText } from '../../src-shared/normalise-text.ts'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import { compareCodeUnits } from './compare-code-units.ts'
import { sha256 } from './text-block.ts'

/**
 * The tools by name, each in its canonical form: whatever the order of tools and of the keys in their
 * schemas, the bytes are the same. Throws `bad_input` for two tools of one name.
 */
export function toolBlocks(tools: readonly ToolDefinition[]): ToolBlock[] {
  const blocks = tools.map(toolBlock).sort((one, other) => compareCodeUnits(one.tool.name, other.tool.name))
  const twice = blocks.find(({ tool }, index) => tool.name === blocks[index + 1]?.tool.name)
  if (twice !== undefined)
    throw new RephloError(
      'bad_input',
      `Two tools are named “${twice.tool.name}”. Give each tool a name of its own.`,
    )
  return blocks
}

function toolBlock({ name, description, parameters }: ToolDefinition): ToolBlock {
  const tool: ToolDefinition = {
    description: normaliseText(description),
    name: normaliseText(name),
    parameters: canonicalObject(parameters),
  }
  const text = JSON.stringify(tool)
  return { segment: 'tools', tool, text, hash: sha256(text), tokens: estimateTokens(text), label: tool.name }
}

/**
 * Arrays keep their order, which may carry meaning in a schema; keys
 * keep their form, by which a program knows them.
 */
function canonical(value: unknown): unknown {
  if (typeof value === 'string') return normaliseCharacters(value)
  if (Array.isArray(value)) return value.map(canonical)
  return typeof value === 'object' && value !== null ? canonicalObject(value) : value
}

function canonicalObject(object: object): Record<string, unknown> {
  const entries = Object.entries(object).map(([key, value]) => [key, canonical(value)] as const)
  return Object.fromEntries(entries.sort(([one], [other]) => compareCodeUnits(one, other)))
}
