import { useEffect } from 'react'
import type { CachePolicy, SpaceSummary } from '../../../src-shared/entities.ts'
import type { SpaceCacheState, WarmPrefix } from '../../../src-shared/ipc/contract.ts'
import { Notice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { useStarted } from '../../ui/use-started.ts'
import { describeWarm, learnedFrom } from './describe-cache-state.ts'
import { useSpaces } from './spaces-store.ts'

const policies: readonly { value: CachePolicy; label: string; hint: string }[] = [
  {
    value: 'auto',
    label: 'Automatic',
    hint: 'Cached when the way you use this Space makes that pay, for as long as that pays.',
  },
  {
    value: 'off',
    label: 'Never',
    hint: 'Never marked for caching. Some providers cache by themselves all the same.',
  },
  {
    value: '5m',
    label: 'Always, 5 minutes',
    hint: 'Cached by every run; each use keeps it for 5 minutes more.',
  },
  {
    value: '30m',
    label: 'Always, 30 minutes',
    hint: 'Cached by every run, for 30 minutes or the nearest lifetime that the model offers.',
  },
  {
    value: '1h',
    label: 'Always, 1 hour',
    hint:
      'Cached by every run, for an hour or the nearest lifetime that the model offers. ' +
      'Writing it costs more than for 5 minutes.',
  },
  {
    value: '12h',
    label: 'Always, 12 hours',
    hint: 'Cached by every run, for 12 hours or the nearest lifetime that the model offers.',
  },
  {
    value: '24h',
    label: 'Always, 24 hours',
    hint: 'Cached by every run, for 24 hours or the nearest lifetime that the model offers.',
  },
]

/** How a Space is cached, where it is warm, and what the planner advises. */
export function SpaceCaching({ space }: { space: SpaceSummary }) {
  const state = useSpaces((each) => (each.cacheState?.spaceId === space.id ? each.cacheState : undefined))
  const problem = useSpaces((each) => each.cacheProblem)
  const setCachePolicy = useSpaces((each) => each.setCachePolicy)
  const watchCacheState = useSpaces((each) => each.watchCacheState)
  useStarted(watchCacheState)
  useRefreshAtExpiry(state?.warm)
  const policy = policies.find((each) => each.value === space.cachePolicy)
  const choose = (value: string) => {
    const chosen = policies.find((each) => each.value === value)
    if (chosen !== undefined) void setCachePolicy(space.id, chosen.value)
  }
  return (
    <section className="group" aria-label="Caching">
      <h2>Caching</h2>
      <div className="panel row">
        <div>
          <p className="row-title">How this Space is cached</p>
          <p className="row-hint">{policy?.hint}</p>
        </div>
        <div className="row-control">
          <Select
            label="How this Space is cached"
            value={space.cachePolicy}
            options={policies}
            onChange={choose}
            testId="space-policy"
          />
        </div>
        {state !== undefined && <CacheNotes state={state} />}
      </div>
      {problem !== undefined && <Notice level="warning">{problem}</Notice>}
      {state?.warnings.map((warning) => (
        <Notice key={warning} level="warning" testId="space-warning">
          {warning}
        </Notice>
      ))}
    </section>
  )
}

/** Where a Space is warm, and what was learned from its use. */
function CacheNotes({ state }: { state: SpaceCacheState }) {
  const providers = useSpaces((each) => each.providers)
  return (
    <div className="row-below space-cache" data-testid="space-cache-state">
      <ul className="note figures" aria-label="Where it is warm">
        {state.warm.length === 0 && <li className="soft">Not warm anywhere now.</li>}
        {state.warm.map((prefix) => (
          <li key={`${prefix.provider} ${prefix.model}`} className="space-warm">
            {describeWarm(prefix, providers)}
          </li>
        ))}
      </ul>
      <p className="note soft">{learnedFrom(state)}</p>
      {state.advice.map((advice) => (
        <p key={advice} className="note" data-testid="space-advice">
          {advice}
        </p>
      ))}
    </div>
  )
}

const longestTimerMs = 3_600_000

/** What has become cold is not called warm any longer. */
function useRefreshAtExpiry(warm: readonly WarmPrefix[] = []) {
  const refresh = useSpaces((each) => each.refreshCacheState)
  const next = Math.min(...warm.map((prefix) => prefix.expiresAt))
  useEffect(() => {
    const wait = next - Date.now()
    if (wait <= 0 || wait > longestTimerMs) return undefined
    const timer = setTimeout(() => void refresh(), wait + 1_000)
    return () => clearTimeout(timer)
  }, [next, refresh])
}
