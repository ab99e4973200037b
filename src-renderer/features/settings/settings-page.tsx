import { Notice } from '../../ui/notice.tsx'
import { AnswerModeSetting } from './answer-mode.tsx'
import { AppearanceSettings } from './appearance-settings.tsx'
import { CachingSettings } from './caching-settings.tsx'
import { DedicatedSettings } from './dedicated-settings.tsx'
import { HotkeySettings } from './hotkey-settings.tsx'
import { ProviderSettings } from './provider-settings.tsx'
import { RunSettings } from './run-settings.tsx'
import './settings.css'
import { useSettings } from './settings-store.ts'
import { SystemSettings } from './system-settings.tsx'

/** Everything that can be set. Changes take effect at once. */
export function SettingsPage() {
  const settings = useSettings((state) => state.settings)
  const problem = useSettings((state) => state.problem)
  return (
    <div className="page">
      <h1>Settings</h1>
      {problem !== undefined && (
        <Notice level="error" testId="settings-problem">
          {problem}
        </Notice>
      )}
      {settings !== undefined && (
        <>
          <AnswerModeSetting settings={settings} />
          {settings.mode === 'dedicated' ? (
            <DedicatedSettings settings={settings} />
          ) : (
            <ProviderSettings settings={settings} />
          )}
          <HotkeySettings />
          <RunSettings settings={settings} />
          <CachingSettings settings={settings} />
          <AppearanceSettings settings={settings} />
          <SystemSettings settings={settings} />
        </>
      )}
    </div>
  )
}
