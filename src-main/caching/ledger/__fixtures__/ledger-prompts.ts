import type {
  CacheMark,
  CachePlan,
  ComposedPrompt,
  PromptBlock,
} from '../../../../src-shared/composed-prompt.ts'
import type { CacheTtl } from '../../../../src-shared/run-event.ts'
import { cacheRulesFor } from '../../../../src-shared/vendors/cache-rules-for.ts'
import type { LedgerKey } from '../ledger-key.ts'

export const minute = 60_000
export const now = 1_800_000_000_000

export const block = (segment: 'system' | 'space', label: string, edition = 1): PromptBlock => ({
  segment,
  label,
  text: `${label} ${edition} `.repeat(500),
  hash: `${label}-${edition}`,
  tokens: 1_000,
})
export const system: PromptBlock = block('system', 'System')
export function promptOf(...prefix: PromptBlock[]): ComposedPrompt {
  const spaceEnd = prefix.findLastIndex(({ segment }) => segment !== 'conversation')
  return {
    prefix,
    dynamic: { segment: 'dynamic', text: 'Fix.', hash: 'd', tokens: 5 },
    breakpoints: [...new Set([0, spaceEnd, prefix.length - 1])],
  }
}
export const plain = promptOf(system, block('space', 'Prices'), block('space', 'Terms'))

export const keyOf = (change: Partial<LedgerKey> = {}): LedgerKey => ({
  scope: 's1',
  account: 'anthropic',
  model: 'claude-sonnet-5-5',
  rules: cacheRulesFor('anthropic', undefined),
  minimumTokens: 512,
  ...change,
})
export const key = keyOf()
export const planOf = (
  prompt: ComposedPrompt,
  ttl: CacheTtl = '5m',
  places = prompt.breakpoints,
): CachePlan => ({
  mode: 'marks',
  marks: places.map((blockIndex): CacheMark => ({ blockIndex, ttl })),
  ttl,
  reason: 'It pays.',
})

export interface Run {
  readonly at?: number
  readonly on?: LedgerKey
  readonly plan?: CachePlan
  readonly diagnosis?: { reason: string }
}
