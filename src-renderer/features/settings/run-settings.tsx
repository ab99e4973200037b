import type { Settings } from '../../../src-shared/entities.ts'
import { CommitField } from './commit-field.tsx'
import { NumberField } from './number-field.tsx'
import { Setting, SettingGroup } from './setting.tsx'
import { useSettings } from './settings-store.ts'
import { tokenLimits } from './typed-numbers.ts'

/** How Commands run. */
export function RunSettings({ settings }: { settings: Settings }) {
  const update = useSettings((state) => state.update)
  return (
    <SettingGroup title="Commands">
      <Setting
        title="Translate to"
        hint="The language that Translate writes in."
        control={
          <CommitField
            label="Translate to"
            className="input setting-field"
            maxLength={60}
            value={settings.translateTo}
            check={(language) => (language === '' ? 'Name a language.' : undefined)}
            onCommit={(translateTo) => void update({ translateTo })}
            data-testid="settings-translate-to"
          />
        }
      />
      <Setting
        title="Ask before large runs"
        hint="Above this many estimated input tokens, from 1,000 to 5,000,000."
        control={
          <NumberField
            label="Ask above this many tokens"
            className="setting-field"
            value={settings.confirmAboveTokens}
            range={tokenLimits}
            onCommit={(confirmAboveTokens) => void update({ confirmAboveTokens })}
            data-testid="settings-confirm-above"
          />
        }
      />
    </SettingGroup>
  )
}
