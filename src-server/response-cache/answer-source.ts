import type { KeptAnswer } from './answer-cache.ts'

/** The right to make an answer, while other instances wait. */
export interface Lease {
  /** Lets the next one lead. Never throws. */
  release(): Promise<void>
}

/**
 * What an instance learns when it asks for an answer: it is there,
 * nobody makes it yet, or another instance makes it.
 */
export type Claim =
  | { readonly kind: 'hit'; readonly answer: KeptAnswer }
  | { readonly kind: 'lead'; readonly lease: Lease }
  | { readonly kind: 'busy' }

/**
 * Where answers lie, and who may make them. Nothing throws: what cannot be
 * reached holds nothing and lets everybody lead.
 */
export interface AnswerSource {
  claim(key: string): Promise<Claim>
  /** Keeps an answer, and only then releases the lease. */
  keep(key: string, answer: KeptAnswer, lease: Lease): Promise<void>
  close(): Promise<void>
}

/** Of nothing: where nobody else can wait. */
export const noLease: Lease = { release: () => Promise.resolve() }

/** Undefined for a text that is no kept answer, as of another version. */
export function parseKept(text: string | undefined): KeptAnswer | undefined {
  if (text === undefined) return undefined
  try {
    const parsed: unknown = JSON.parse(text)
    return isKept(parsed) ? parsed : undefined
  } catch {
    return undefined
  }
}

function isKept(value: unknown): value is KeptAnswer {
  if (typeof value !== 'object' || value === null || !('completion' in value) || !('credits' in value))
    return false
  const { completion, credits } = value
  return (
    typeof credits === 'number' &&
    typeof completion === 'object' &&
    completion !== null &&
    'choices' in completion &&
    Array.isArray(completion.choices)
  )
}
