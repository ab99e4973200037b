import type { Settings, Theme } from '../../../src-shared/entities.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { Setting, SettingGroup } from './setting.tsx'
import { useSettings } from './settings-store.ts'

const themes: readonly { value: Theme; label: string }[] = [
  { value: 'system', label: 'System' },
  { value: 'light', label: 'Light' },
  { value: 'dark', label: 'Dark' },
]

export function AppearanceSettings({ settings }: { settings: Settings }) {
  const update = useSettings((state) => state.update)
  return (
    <SettingGroup title="Appearance">
      <Setting
        title="Theme"
        control={
          <Segmented
            label="Theme"
            value={settings.theme}
            options={themes}
            onChange={(theme) => void update({ theme })}
            testId="settings-theme"
          />
        }
      />
    </SettingGroup>
  )
}
