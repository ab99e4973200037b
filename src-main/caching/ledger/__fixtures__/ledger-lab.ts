import type { CachePlan, ComposedPrompt, PromptBlock } from '../../../../src-shared/composed-prompt.ts'
import type { TokenUsage } from '../../../../src-shared/token-usage.ts'
import {
  createPrefixCache,
  type CacheAccounting,
  type CacheRequest,
  type PrefixCache,
} from '../../../providers/practice/prefix-cache.ts'
import { openTestStorage, type TestStorage } from '../../../storage/open-test-storage.ts'
import { CacheLedger } from '../cache-ledger.ts'
import { cacheRulesFor } from '../../../../src-shared/vendors/cache-rules-for.ts'
import type { LedgerKey } from '../ledger-key.ts'

export type Ttl = '5m' | '1h'
export type Model = 'a' | 'b'
export const minute = 60_000
const start = 1_800_000_000_000
const minimumTokens = 512

const systemBlock: PromptBlock = { segment: 'system', text: 'System', hash: 'system', tokens: 600 }
const documentBlock = (label: string, edition: number): PromptBlock => ({
  segment: 'space',
  label,
  text: `${label} ${edition}`,
  hash: `${label}-${edition}`,
  tokens: 300 + label.length,
})
export const planOf = (prompt: ComposedPrompt, ttl: Ttl | 'none'): CachePlan =>
  ttl === 'none'
    ? { mode: 'none', marks: [], reason: 'It would not pay.' }
    : {
        mode: 'marks',
        marks: prompt.breakpoints.map((blockIndex) => ({ blockIndex, ttl })),
        ttl,
        reason: 'It pays.',
      }
export const keyOf = (scope: string, model: Model): LedgerKey => ({
  scope,
  account: 'anthropic',
  model,
  rules: cacheRulesFor('anthropic', undefined),
  minimumTokens,
})

export function toRequest(prompt: ComposedPrompt, plan: CachePlan, model: Model): CacheRequest {
  const ttlAt = new Map(plan.marks.map(({ blockIndex, ttl }) => [blockIndex, ttl]))
  const blocks = prompt.prefix.map(({ hash, tokens }, index) => {
    const ttl = ttlAt.get(index)
    return { hash, tokens, mark: ttl === '5m' || ttl === '1h' ? ttl : undefined }
  })
  return { workspace: 'w', model, minimumTokens, blocks: [...blocks, { hash: 'dynamic', tokens: 10 }] }
}

export function toUsage({ uncached, read, writtenFiveMinutes, writtenOneHour }: CacheAccounting): TokenUsage {
  return {
    uncachedInputTokens: uncached,
    cacheReadTokens: read,
    cacheWriteTokens: { fiveMinutes: writtenFiveMinutes, oneHour: writtenOneHour },
    outputTokens: 1,
  }
}

/** A Space whose documents are edited. */
export class Documents {
  #documents: { label: string; edition: number }[]
  #editions = 1
  readonly #scope: string

  constructor(scope: string) {
    this.#scope = scope
    this.#documents = ['x', 'yy', 'zzz'].map((name) => ({ label: `${scope}${name}`, edition: 0 }))
  }

  /** Returns the label of what was edited, if anything was. */
  change(kind: 'edit' | 'add' | 'remove', place: number): string | undefined {
    const index = place % Math.max(1, this.#documents.length)
    this.#editions += 1
    if (kind === 'add') {
      const label = `${this.#scope}new${this.#editions}`
      this.#documents.splice(index, 0, { label, edition: 0 })
      return label
    }
    const document = this.#documents[index]
    if (document === undefined) return undefined
    if (kind === 'remove') this.#documents.splice(index, 1)
    else document.edition = this.#editions
    return document.label
  }

  compose(): ComposedPrompt {
    const prefix = [
      systemBlock,
      ...this.#documents.map(({ label, edition }) => documentBlock(label, edition)),
    ]
    return {
      prefix,
      dynamic: { segment: 'dynamic', text: 'Fix.', hash: 'd', tokens: 10 },
      breakpoints: [...new Set([0, Math.floor(prefix.length / 2), prefix.length - 1])],
    }
  }
}

export interface Lab {
  readonly storage: TestStorage
  readonly ledger: CacheLedger
  readonly cache: PrefixCache
  readonly trouble: string[]
  time: number
}

export function openLab(): Lab {
  const storage = openTestStorage()
  const trouble: string[] = []
  const lab: Lab = {
    storage,
    trouble,
    ledger: new CacheLedger(storage.storage, {
      isAlive: () => true,
      report: (message, error) => trouble.push(`${message} ${String(error)}`),
    }),
    cache: createPrefixCache({ now: () => lab.time }),
    time: start,
  }
  return lab
}

export const scopes = ['s', 't'] as const
