import { useEffect, useState } from 'react'
import type { GatewaySettings } from '../../../../src-shared/dedicated-api/admin.ts'
import type { AnswerCacheStats } from '../../../../src-shared/dedicated-api/usage-summary.ts'
import { ConfirmDialog } from '../../../ui/confirm-dialog.tsx'
import { formatCount, formatPlural } from '../../../ui/format.ts'
import { Loading } from '../../ui/loading.tsx'
import { PageHead } from '../../ui/page-head.tsx'
import { ProblemNotice } from '../../ui/problem-notice.tsx'
import './gateway.css'
import { GatewaySwitch } from './gateway-switch.tsx'
import { useGateway } from './gateway-store.ts'

/** What the answer cache did so far. */
const describeStats = ({ hits, misses, hitRate, estimatedSavings }: AnswerCacheStats) =>
  `${formatPlural(hits, 'request')} answered from memory, ${formatCount(misses)} looked up in vain ` +
  `(${hitRate} %); ${estimatedSavings} not charged.`

/** What can be switched while the gateway runs. */
export function GatewayPage() {
  const { settings, stats, problem, load } = useGateway()
  useEffect(() => void load(), [load])
  return (
    <div className="page">
      <PageHead
        title="Gateway"
        note="Changes take effect at once here, and within 5 seconds on other instances."
      />
      <ProblemNotice problem={problem} onRetry={() => void load()} />
      {settings === undefined && problem === undefined && <Loading />}
      {settings !== undefined && (
        <>
          <AnswerCacheSwitches settings={settings} stats={stats} />
          <section className="group" aria-label="Prompt caching">
            <h2>Prompt caching</h2>
            <div className="panel">
              <MarkerSwitch settings={settings} />
            </div>
          </section>
        </>
      )}
    </div>
  )
}

const sharing =
  'Off: everybody is given back their own answers only. On: ' +
  'the answer to one user’s request can be given to another who sends the same one.'

function AnswerCacheSwitches({
  settings,
  stats,
}: {
  settings: GatewaySettings
  stats: AnswerCacheStats | undefined
}) {
  const change = useGateway((state) => state.change)
  const [asking, setAsking] = useState(false)
  return (
    <section className="group" aria-label="Answer cache">
      <h2>Answer cache</h2>
      <div className="panel">
        <GatewaySwitch
          title="Keep answers"
          hint={
            'The very same request is answered from memory for an hour, at once and for nothing. ' +
            'Requests that say what a vendor should cache go to the vendor, ' +
            'unless they ask for a kept answer.'
          }
          checked={settings.answerCacheEnabled}
          onChange={(answerCacheEnabled) => void change({ answerCacheEnabled })}
          testId="gateway-answers"
        >
          {stats !== undefined && (
            <p className="note figures" data-testid="gateway-answer-stats">
              {describeStats(stats)}
            </p>
          )}
        </GatewaySwitch>
        <GatewaySwitch
          title="Share answers among users"
          hint={sharing}
          checked={settings.answerCacheShared}
          onChange={(isOn) => (isOn ? setAsking(true) : void change({ answerCacheShared: false }))}
          inactive={!settings.answerCacheEnabled}
          testId="gateway-shared"
        />
      </div>
      <ShareDialog
        open={asking}
        onCancel={() => setAsking(false)}
        onShare={() => {
          setAsking(false)
          void change({ answerCacheShared: true })
        }}
      />
    </section>
  )
}

interface ShareDialogProps {
  open: boolean
  onCancel: () => void
  onShare: () => void
}

function ShareDialog({ open, onCancel, onShare }: ShareDialogProps) {
  return (
    <ConfirmDialog
      open={open}
      title="Share answers among users?"
      description={
        'One user’s answers can then be given to another. ' +
        'An answer may hold something that only the first one should read, ' +
        'and a user can find out that somebody sent the same request before.'
      }
      confirmLabel="Share answers"
      onCancel={onCancel}
      onConfirm={onShare}
    />
  )
}

function MarkerSwitch({ settings }: { settings: GatewaySettings }) {
  const change = useGateway((state) => state.change)
  return (
    <GatewaySwitch
      title="Set cache markers for plain clients"
      hint={
        'Clients that mark nothing themselves get their system text and tools marked for the vendor’s ' +
        'cache, where that should pay. Requests that hold markers are passed on as they are.'
      }
      checked={settings.autoCacheMarkers}
      onChange={(autoCacheMarkers) => void change({ autoCacheMarkers })}
      testId="gateway-markers"
    />
  )
}
