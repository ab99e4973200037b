import type { Settings } from '../../../src-shared/entities.ts'
import { CommitField } from './commit-field.tsx'
import { Setting, SettingGroup } from './setting.tsx'
import { useSettings } from './settings-store.ts'
import { tokenLimitOf } from './typed-counts.ts'

/** How Commands run. */
export function RunSettings({ settings }: { settings: Settings }) {
  const update = useSettings((state) => state.update)
  const setLimit = (typed: string) => {
    const limit = tokenLimitOf(typed)
    if (limit === undefined) return false
    void update({ confirmAboveTokens: limit })
    return true
  }
  const setLanguage = (language: string) => {
    if (language === '') return false
    void update({ translateTo: language })
    return true
  }
  return (
    <SettingGroup title="Commands">
      <Setting
        title="Translate to"
        hint="The language that Translate writes in."
        control={<CommitField label="Translate to" className="input setting-field" maxLength={60} value={settings.translateTo} onCommit={setLanguage} data-testid="settings-translate-to" />}
      />
      <Setting
        title="Ask before large runs"
        hint="Above this many estimated input tokens, from 1,000 to 5,000,000."
        control={
          <CommitField
            label="Ask above this many tokens"
            className="input setting-field figures"
            inputMode="numeric"
            value={settings.confirmAboveTokens.toLocaleString('en-US')}
            onCommit={setLimit}
            data-testid="settings-confirm-above"
          />
        }
      />
    </SettingGroup>
  )
}
