import { useEffect, useRef, useState } from 'react'
import type { Settings } from '../../../src-shared/entities.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { formatPlural } from '../../ui/format.ts'
import { describeAnswers } from './describe-answers.ts'
import { NumberField } from './number-field.tsx'
import { Setting } from './setting.tsx'
import { useSettings } from './settings-store.ts'
import { keptMinutes } from './typed-numbers.ts'

/** Answers that are kept on this computer, for the Commands that the person chose. */
export function LocalAnswers({ settings }: { settings: Settings }) {
  const stats = useSettings((state) => state.answerStats)
  const { loadAnswerStats, forgetAnswers } = useSettings.getState()
  const [asking, setAsking] = useState(false)
  const counts = useRef<HTMLSpanElement>(null)
  useEffect(() => void loadAnswerStats(), [loadAnswerStats])
  const forget = async () => {
    await forgetAnswers()
    counts.current?.focus()
  }
  return (
    <Setting
      title="Answers kept on this computer"
      hint={
        'For the Commands that you switch it on for, on the Commands page: ' +
        'the same task is answered at once and for nothing for this many minutes, up to a week.'
      }
      control={<MinutesField settings={settings} />}
    >
      {stats !== undefined && (
        <div className="setting-inline">
          <span ref={counts} tabIndex={-1} className="note figures" data-testid="settings-local-stats">
            {describeAnswers(stats)}
          </span>
          <Button
            look="quiet"
            disabled={stats.entries === 0}
            onClick={() => setAsking(true)}
            data-testid="settings-local-forget"
          >
            Forget them all
          </Button>
        </div>
      )}
      {asking && (
        <ForgetDialog
          count={stats?.entries ?? 0}
          onCancel={() => setAsking(false)}
          onForget={() => {
            setAsking(false)
            void forget()
          }}
        />
      )}
    </Setting>
  )
}

interface ForgetDialogProps {
  count: number
  onCancel: () => void
  onForget: () => void
}

function ForgetDialog({ count, onCancel, onForget }: ForgetDialogProps) {
  const answers = count === 1 ? '1 answer is' : `${formatPlural(count, 'answer')} are`
  return (
    <ConfirmDialog
      open
      title="Forget all kept answers?"
      description={`${answers} deleted from this computer. The next runs ask the provider again.`}
      confirmLabel="Forget them all"
      onCancel={onCancel}
      onConfirm={onForget}
    />
  )
}

function MinutesField({ settings }: { settings: Settings }) {
  const update = useSettings((state) => state.update)
  return (
    <NumberField
      label="Minutes that answers are kept"
      className="setting-short"
      value={settings.localAnswerMinutes}
      range={keptMinutes}
      onCommit={(localAnswerMinutes) => void update({ localAnswerMinutes })}
      data-testid="settings-local-minutes"
    />
  )
}
