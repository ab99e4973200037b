import type { PromptBlock } from '../../../../src-shared/composed-prompt.ts'
import { explainMiss, type MissFacts } from '../explain-miss.ts'

export const now = 1_800_000_000_000
export const block = (segment: 'system' | 'space', label: string, text = `${label} text`): PromptBlock => ({
  segment,
  label,
  text,
  hash: `${label}:${text}`,
  tokens: 1_000,
})
export const system = block('system', 'System')

export function facts(prefix: readonly PromptBlock[], change: Partial<MissFacts> = {}): MissFacts {
  return {
    startedAt: now,
    model: 'm',
    prompt: {
      prefix,
      dynamic: { segment: 'dynamic', text: '', hash: '', tokens: 1 },
      breakpoints: [prefix.length - 1],
    },
    plan: {
      mode: 'marks',
      marks: [{ blockIndex: prefix.length - 1, ttl: '5m' }],
      ttl: '5m',
      reason: 'It pays.',
    },
    target: prefix.length - 1,
    belief: { warmTokens: 0, warmBlocks: 0 },
    parallel: false,
    minimumTokens: 512,
    isPromised: true,
    status: 'write',
    usage: { cacheReadTokens: 0, cacheWriteTokens: { other: 3_000 } },
    fingerprintOf: () => undefined,
    ...change,
  }
}

export const miss = (tokens: number, usage: object, change: Partial<MissFacts> = {}) =>
  explainMiss(
    facts([{ ...system, tokens }], {
      status: 'miss',
      usage: { cacheReadTokens: 0, cacheWriteTokens: { other: 0 }, ...usage },
      ...change,
    }),
  )
