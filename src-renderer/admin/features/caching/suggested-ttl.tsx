import type { TtlSuggestion } from '../../../../src-shared/dedicated-api/admin.ts'
import { describeTtl } from './describe-ttl.ts'

/** The lifetime that a cache should have, and why. */
export function SuggestedTtl({ suggestion }: { suggestion: TtlSuggestion }) {
  const { value, basis } = describeTtl(suggestion)
  return (
    <div className="suggested-ttl">
      <p className="row-title">{value}</p>
      <p className="item-note" title={basis}>
        {suggestion.reason}
      </p>
    </div>
  )
}
