import { createHash } from 'node:crypto'
import type {
  CacheMark,
  CachePlan,
  TextBlock,
  ToolBlock,
  TurnBlock,
} from '../../src-shared/composed-prompt.ts'
import { estimateTokens } from '../../src-shared/estimate-tokens.ts'
import type { ProviderCall } from './provider.ts'

/** For tests: a block of text as the composer makes it. */
export function textBlock(segment: TextBlock['segment'], text: string): TextBlock {
  return { segment, ...identityOf(text) }
}

/** For tests: an earlier turn. */
export function turnBlock(role: TurnBlock['role'], text: string): TurnBlock {
  return { segment: 'conversation', role, ...identityOf(text, role) }
}

/** For tests: a tool with these parameters. */
export function toolBlock(
  name: string,
  parameters: Readonly<Record<string, unknown>> = { type: 'object', properties: {} },
): ToolBlock {
  const tool = { name, description: `Does ${name}.`, parameters }
  return { segment: 'tools', tool, ...identityOf(JSON.stringify(tool)) }
}

/** For tests: a plan with breakpoints after these blocks. */
export function marksPlan(...marks: readonly CacheMark[]): CachePlan {
  return { mode: 'marks', marks, ttl: marks[0]?.ttl, reason: '' }
}

export const noCaching: CachePlan = { mode: 'none', marks: [], reason: '' }

/** For tests: a small call to Anthropic that caches nothing, with what the test changes. */
export function testCall(change: Partial<ProviderCall> = {}): ProviderCall {
  return {
    model: 'claude-haiku-5-5',
    prompt: { prefix: [], dynamic: textBlock('dynamic', 'Fix this.'), breakpoints: [] },
    plan: noCaching,
    cache: { scope: 'test' },
    dialect: { openAiApi: 'responses', endpointProfile: 'other' },
    maxOutputTokens: 1000,
    credentials: {},
    task: { commandId: 'fix', text: 'Fix this.', instructions: '' },
    ...change,
  }
}

function identityOf(text: string, role = ''): { text: string; hash: string; tokens: number } {
  return {
    text,
    hash: createHash('sha256').update(`${role}\n${text}`).digest('hex'),
    tokens: estimateTokens(text),
  }
}
