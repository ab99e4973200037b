import type { TtlSuggestion } from '../../../../src-shared/dedicated-api/admin.ts'
import { formatPlural, formatShare, lifetimeWords } from '../../../ui/format.ts'

/**
 * A suggested lifetime in words, with what it should bring; the reason is the gateway's own sentence. A
 * vendor may cache by itself what is not marked.
 */
export function describeTtl({ suggestion, expectedSavingPercent, samples }: Omit<TtlSuggestion, 'reason'>): {
  readonly value: string
  readonly basis: string
} {
  if (suggestion === null)
    return {
      value: 'Cannot tell yet',
      basis: samples === 0 ? 'no gaps between calls' : formatPlural(samples, 'gap'),
    }
  const value = suggestion === 'none' ? 'No marks' : lifetimeWords[suggestion]
  const saving =
    expectedSavingPercent === undefined || suggestion === 'none'
      ? ''
      : `about ${formatShare(expectedSavingPercent / 100)} less for what is cached, `
  return { value, basis: `${saving}from ${formatPlural(samples, 'gap')} between calls` }
}
