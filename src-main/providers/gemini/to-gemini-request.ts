import type {
  Content,
  CreateCachedContentParameters,
  FunctionDeclaration,
  GenerateContentParameters,
  Part,
  Tool,
} from '@google/genai/web'
import type { PromptBlock, ToolBlock } from '../../../src-shared/composed-prompt.ts'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import type { ProviderCall } from '../provider.ts'
import { explicitPrefixLength } from './explicit-prefix.ts'

type Call = Pick<ProviderCall, 'model' | 'prompt' | 'plan' | 'cache' | 'maxOutputTokens'>

/** What a request says before its contents. */
interface Preamble {
  readonly systemInstruction?: Content
  readonly tools?: Tool[]
}

/**
 * The request for Gemini's `generateContent`: system and Space as parts of the system instruction,
 * turns and the dynamic text as contents. Throws model_not_found and bad_input. With an explicit cache
 * only what is behind the plan's mark: documents that the cache lacks then lead the contents, as
 * Gemini takes no system instruction beside a cache.
 */
export function toGeminiRequest({
  model,
  prompt,
  plan,
  cache,
  maxOutputTokens,
}: Call): GenerateContentParameters {
  checkModel(model)
  // Continuing by itself, the SDK would send and bill further requests that nobody counts.
  const common = { maxOutputTokens, automaticContinuation: false }
  if (cache.explicitCache === undefined) {
    return {
      model,
      contents: toContents([...turnsOf(prompt.prefix), prompt.dynamic]),
      config: { ...common, ...toPreamble(prompt.prefix) },
    }
  }
  const rest = prompt.prefix.slice(explicitPrefixLength(prompt.prefix, plan))
  return {
    model,
    contents: toContents([...rest, prompt.dynamic]),
    config: { ...common, cachedContent: cache.explicitCache },
  }
}

/**
 * The explicit cache of a call's prefix up to the plan's mark. Its display name is the Space's opaque scope.
 * `lifetimeMs` is rounded to seconds, one at least; throws bad_input when it is no time.
 */
export function toCachedContent(
  { model, prompt, plan, cache }: Omit<Call, 'maxOutputTokens'>,
  lifetimeMs: number,
): CreateCachedContentParameters {
  checkModel(model)
  if (!Number.isFinite(lifetimeMs) || lifetimeMs <= 0)
    throw new RephloError('bad_input', 'The lifetime of a cache must be longer than nothing.')
  const held = prompt.prefix.slice(0, explicitPrefixLength(prompt.prefix, plan))
  const contents = toContents(turnsOf(held))
  return {
    model,
    config: {
      displayName: `rephlo-${cache.scope}`.slice(0, 128),
      ttl: `${Math.max(1, Math.round(lifetimeMs / 1000))}s`,
      ...toPreamble(held),
      ...(contents.length === 0 ? {} : { contents }),
    },
  }
}

/** The model becomes a part of the address, so it must not lead elsewhere. */
function checkModel(model: string): void {
  if (/^[\w.-]+(?:\/[\w.-]+)?$/.test(model) && !model.includes('..')) return
  throw new RephloError(
    'model_not_found',
    `“${model}” is not a model of Gemini. Choose another model in Settings.`,
  )
}

function toPreamble(prefix: readonly PromptBlock[]): Preamble {
  const parts = prefix.filter(({ segment }) => segment === 'system' || segment === 'space').flatMap(toParts)
  const functionDeclarations = prefix
    .filter((block): block is ToolBlock => block.segment === 'tools')
    .map(toDeclaration)
  return {
    ...(parts.length === 0 ? {} : { systemInstruction: { parts } }),
    ...(functionDeclarations.length === 0 ? {} : { tools: [{ functionDeclarations }] }),
  }
}

function toDeclaration({ tool }: ToolBlock): FunctionDeclaration {
  return { name: tool.name, description: tool.description, parametersJsonSchema: tool.parameters }
}

function turnsOf(blocks: readonly PromptBlock[]): PromptBlock[] {
  return blocks.filter(({ segment }) => segment === 'conversation')
}

/** Neighbours of the same role are one content: Gemini wants the roles to alternate. */
function toContents(blocks: readonly PromptBlock[]): Content[] {
  const contents: { role: string; parts: Part[] }[] = []
  for (const block of blocks) {
    const role = block.segment === 'conversation' && block.role === 'assistant' ? 'model' : 'user'
    const last = contents.at(-1)
    if (last?.role === role) last.parts.push(...toParts(block))
    else contents.push({ role, parts: toParts(block) })
  }
  return contents.filter(({ parts }) => parts.length > 0)
}

/** An empty part says nothing, and some of Gemini's endpoints refuse it. */
function toParts({ text }: PromptBlock): Part[] {
  return text === '' ? [] : [{ text }]
}
