import type { CacheMiss, MissReason } from '../../../src-shared/cache-miss.ts'
import type { ChangedSegment } from './find-change.ts'

/** What a vendor's own diagnostics say, in its words. */
export interface Diagnosis {
  readonly reason: string
  readonly missedTokens?: number
}

interface Meaning {
  readonly words: string
  /** The reasons that say the same. */
  readonly reason?: MissReason
  readonly segments?: readonly ChangedSegment[]
  /** Set where the vendor compares what differs from run to run anyway, so that it contradicts nothing. */
  readonly isAlways?: boolean
}

const prompt: readonly ChangedSegment[] = ['tools', 'system', 'space', 'conversation']

/** Sources: SDK types `CacheMissReason` (Anthropic) and `prompt_cache_diagnostics` (OpenAI). */
const meanings: Readonly<Record<string, Meaning>> = {
  model_changed: { words: 'the model changed', reason: 'model_switched' },
  system_changed: {
    words: 'the system segment changed',
    reason: 'segment_changed',
    segments: ['system', 'space'],
  },
  tools_changed: { words: 'the tools changed', reason: 'segment_changed', segments: ['tools'] },
  messages_changed: {
    words: 'the messages changed',
    reason: 'segment_changed',
    segments: ['conversation'],
    isAlways: true,
  },
  input_changed: { words: 'the input changed', reason: 'segment_changed', segments: prompt, isAlways: true },
  prompt_cache_key_changed: { words: 'the cache key changed' },
  text_format_changed: { words: 'the format of the answer changed' },
  reasoning_effort_changed: { words: 'the reasoning effort changed' },
  verbosity_changed: { words: 'the verbosity changed' },
  service_tier_changed: { words: 'the service tier changed' },
  context_compacted: { words: 'the context was compacted' },
  cache_hit: { words: 'the prefix was read from its cache' },
}

/** Says nothing about the cause. */
const silent: readonly string[] = ['unavailable', 'previous_message_not_found']

/**
 * Joins what the ledger says with what the vendor says: ours has the detail,
 * theirs is kept in `vendorReason`. Where ours has no explanation theirs is told,
 * and where the two contradict each other both are.
 */
export function joinDiagnosis(miss: CacheMiss, { reason }: Diagnosis): CacheMiss {
  const joined = { ...miss, vendorReason: reason }
  const meaning = meanings[reason]
  if (silent.includes(reason) || meaning?.isAlways === true || agree(miss, meaning)) return joined
  const words = meaning?.words ?? `“${reason}”`
  const isSecondOpinion = meaning?.reason === undefined && reason !== 'cache_hit'
  if (isSecondOpinion) return { ...joined, message: `${miss.message} The vendor says that ${words}.` }
  return { ...joined, message: `${miss.message} The vendor says otherwise: ${words}.` }
}

/** Where nothing is known of what this model got before, the vendor knows better what changed since. */
function agree({ reason, segment }: CacheMiss, meaning: Meaning | undefined): boolean {
  if (meaning?.segments === undefined) return meaning?.reason === reason
  if (reason === 'cold' || reason === 'model_switched') return true
  return segment !== undefined && meaning.segments.includes(segment)
}
