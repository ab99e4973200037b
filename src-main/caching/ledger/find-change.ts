import type { PromptBlock } from '../../../src-shared/composed-prompt.ts'
import { fingerprint, firstDifference } from '../../../src-shared/fingerprint.ts'
import type { SentBlock } from './sent-store.ts'

export type ChangedSegment = SentBlock['segment']

/** The first thing in a prefix that is not what it was. */
export interface PrefixChange {
  readonly kind: 'added' | 'removed' | 'edited' | 'moved'
  readonly segment: ChangedSegment
  readonly label?: string
  /**
   * Bytes (UTF-8) before the first difference: exact to the block, and to 32
   * bytes within it when its fingerprint is known.
   */
  readonly unchangedBytes: number
}

interface Differing {
  readonly before?: SentBlock
  readonly after?: PromptBlock
  /** What follows in each. */
  readonly restBefore: readonly SentBlock[]
  readonly restAfter: readonly PromptBlock[]
}

/** Names the difference that begins after the first `shared` blocks; undefined when there is none. */
export function findChange(
  before: readonly SentBlock[],
  after: readonly PromptBlock[],
  shared: number,
  fingerprintOf: (hash: string) => Uint8Array | undefined,
): PrefixChange | undefined {
  const differing = {
    before: before[shared],
    after: after[shared],
    restBefore: before.slice(shared + 1),
    restAfter: after.slice(shared + 1),
  }
  const named = nameChange(differing)
  if (named === undefined) return undefined
  const start = before.slice(0, shared).reduce((sum, { bytes }) => sum + bytes, 0)
  return { ...named, unchangedBytes: start + bytesShared(differing, fingerprintOf) }
}

function nameChange({
  before,
  after,
  restBefore,
  restAfter,
}: Differing): Omit<PrefixChange, 'unchangedBytes'> | undefined {
  if (before === undefined) return after === undefined ? undefined : { kind: 'added', ...nameOf(after) }
  if (after === undefined) return { kind: 'removed', ...nameOf(before) }
  const isLater = restAfter.some(({ hash }) => hash === before.hash)
  const wasLater = restBefore.some(({ hash }) => hash === after.hash)
  if (isLater && wasLater) return { kind: 'moved', ...nameOf(after) }
  if (isLater)
    return {
      kind: restBefore.some((block) => isSameThing(block, after)) ? 'edited' : 'added',
      ...nameOf(after),
    }
  if (isSameThing(before, after) || restAfter.some((block) => isSameThing(before, block)))
    return { kind: 'edited', ...nameOf(before) }
  if (wasLater) return { kind: 'removed', ...nameOf(before) }
  // One thing in the place of another: where the later segment begins, something of the earlier one is gone.
  return before.segment === after.segment
    ? { kind: 'edited', ...nameOf(after) }
    : { kind: 'removed', ...nameOf(before) }
}

/** A tool or document is the same thing by its name, the system segment because there is one. */
function isSameThing(before: SentBlock, after: PromptBlock): boolean {
  return before.segment === after.segment && before.label === after.label
}

function nameOf({ segment, label }: SentBlock | PromptBlock): { segment: ChangedSegment; label?: string } {
  return { segment: segment === 'dynamic' ? 'conversation' : segment, label }
}

function bytesShared(
  { before, after }: Differing,
  fingerprintOf: (hash: string) => Uint8Array | undefined,
): number {
  const known = before === undefined || after === undefined ? undefined : fingerprintOf(before.hash)
  if (known === undefined || before === undefined || after === undefined) return 0
  // Identical texts differ in their segment or role alone, so nothing of them is shared.
  return Math.min(firstDifference(known, fingerprint(after.text)) ?? 0, before.bytes)
}
