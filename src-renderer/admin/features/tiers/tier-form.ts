import type { ChangeTier, Tier } from '../../../../src-shared/dedicated-api/admin.ts'
import { parseCount } from '../../ui/parse-count.ts'

/** A tier as it is typed. */
export interface TypedTier {
  readonly id: string
  readonly name: string
  /** A pattern a line. */
  readonly models: string
  /** Empty takes the gateway's limit. */
  readonly perMinute: string
}

export const emptyTier: TypedTier = { id: '', name: '', models: '', perMinute: '' }

export function toTyped({ id, name, models, llmPerMinute }: Tier): TypedTier {
  return { id, name, models: models.join('\n'), perMinute: llmPerMinute === null ? '' : String(llmPerMinute) }
}

/** What the fields say; undefined when the limit is no number that the gateway takes. */
export function fromTyped({ name, models, perMinute }: TypedTier): ChangeTier | undefined {
  const limit = perMinute.trim() === '' ? null : parseCount(perMinute, 100_000)
  if (limit === undefined || limit === 0) return undefined
  const patterns = models
    .split(/[\n,]/)
    .map((line) => line.trim())
    .filter((line) => line !== '')
  return { name: name.trim(), models: [...new Set(patterns)], llmPerMinute: limit }
}
