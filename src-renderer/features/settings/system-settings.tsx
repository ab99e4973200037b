import type { Settings } from '../../../src-shared/entities.ts'
import { Button } from '../../ui/button.tsx'
import { Switch } from '../../ui/switch.tsx'
import { Setting, SettingGroup } from './setting.tsx'
import { useSettings } from './settings-store.ts'

/** How Rephlo lives on this computer. */
export function SystemSettings({ settings }: { settings: Settings }) {
  const { version, dataFolder } = useSettings()
  const { update, openDataFolder } = useSettings.getState()
  return (
    <SettingGroup title="This computer">
      <Setting
        title="Open at login"
        hint="So that the hotkey works as soon as you sign in."
        control={
          <Switch
            label="Open at login"
            checked={settings.openAtLogin}
            onChange={(openAtLogin) => void update({ openAtLogin })}
            testId="settings-open-at-login"
          />
        }
      />
      <Setting
        title="Data folder"
        hint={<span className="setting-path">{dataFolder}</span>}
        control={
          <Button onClick={() => void openDataFolder()} data-testid="settings-open-data-folder">
            Open
          </Button>
        }
      />
      <Setting
        title="Version"
        control={
          <span className="soft figures" data-testid="settings-version">
            {version}
          </span>
        }
      />
    </SettingGroup>
  )
}
