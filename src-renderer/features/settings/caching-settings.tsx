import { useState } from 'react'
import type { Settings } from '../../../src-shared/entities.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Switch } from '../../ui/switch.tsx'
import { CommitField } from './commit-field.tsx'
import { budgetOf, budgetText, dailyBudgets } from './daily-budget.ts'
import { LocalAnswers } from './local-answers.tsx'
import { ModelCaching } from './model-caching.tsx'
import { describeRange } from './number-field.tsx'
import { Setting, SettingGroup } from './setting.tsx'
import { useSettings } from './settings-store.ts'

/** What is done to keep caches warm, what is kept on this computer, and how each model is cached. */
export function CachingSettings({ settings }: { settings: Settings }) {
  const update = useSettings((state) => state.update)
  const openDataFolder = useSettings((state) => state.openDataFolder)
  const [models, setModels] = useState(false)
  return (
    <SettingGroup title="Caching">
      <KeepWarm settings={settings} />
      <Setting
        title="Warm up when the popup opens"
        hint={
          'Sends the last Space ahead while you choose a Command, so that the answer begins sooner. ' +
          'It costs a cache write, also when you run nothing.'
        }
        control={
          <Switch
            label="Warm up when the popup opens"
            checked={settings.warmOnOpen}
            onChange={(warmOnOpen) => void update({ warmOnOpen })}
            testId="settings-warm-on-open"
          />
        }
      />
      <LocalAnswers settings={settings} />
      <PromptVersion settings={settings} />
      <Setting
        title="Prices of your own"
        hint={
          'A file models.json in the data folder replaces or adds prices, ' +
          'limits and caching rules of models.'
        }
        control={
          <Button onClick={() => void openDataFolder()} data-testid="settings-open-prices">
            Open folder
          </Button>
        }
      />
      <Disclosure title="By model" open={models} onToggle={setModels} testId="settings-caching-models">
        <ModelCaching settings={settings} />
      </Disclosure>
    </SettingGroup>
  )
}

function KeepWarm({ settings }: { settings: Settings }) {
  const update = useSettings((state) => state.update)
  const setBudget = (typed: string) => {
    const budget = budgetOf(typed)
    if (budget !== undefined) void update({ keepWarmDailyBudget: budget })
  }
  return (
    <Setting
      title="Keep warm"
      hint={
        'Refreshes a cached Space shortly before it expires, ' +
        'when you are likely to use it again soon. It stops when the computer is idle, ' +
        'locked or asleep, and for the day when the budget is spent.'
      }
      control={
        <Switch
          label="Keep warm"
          checked={settings.keepWarm}
          onChange={(keepWarm) => void update({ keepWarm })}
          testId="settings-keep-warm"
        />
      }
    >
      {settings.keepWarm && (
        <div className="setting-inline">
          <span className="note">At most, in dollars a day (up to $100)</span>
          <CommitField
            label="Daily budget in dollars"
            className="input setting-short figures"
            inputMode="decimal"
            value={budgetText(settings.keepWarmDailyBudget)}
            check={(typed) => (budgetOf(typed) === undefined ? describeRange(dailyBudgets, '$') : undefined)}
            onCommit={setBudget}
            data-testid="settings-keep-warm-budget"
          />
        </div>
      )}
    </Setting>
  )
}

function PromptVersion({ settings }: { settings: Settings }) {
  const update = useSettings((state) => state.update)
  const [asking, setAsking] = useState(false)
  const next = settings.promptVersion + 1
  return (
    <Setting
      title="Prompt version"
      hint="A part of every cached text. Raise it to start over with cold caches."
      control={
        <>
          <span className="figures" data-testid="settings-prompt-version">
            {settings.promptVersion}
          </span>
          <Button onClick={() => setAsking(true)} data-testid="settings-prompt-version-raise">
            Raise
          </Button>
        </>
      }
    >
      {asking && (
        <ConfirmDialog
          open
          title={`Raise the prompt version to ${next}?`}
          description={
            'Everything that providers hold in their caches becomes cold: the next run on each Space ' +
            'writes it again, at the full price and more. The version cannot be lowered.'
          }
          confirmLabel="Raise"
          onCancel={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false)
            void update({ promptVersion: next })
          }}
        />
      )}
    </Setting>
  )
}
