import type { ProviderInfo, Settings } from '../../../src-shared/entities.ts'
import { CommitField } from './commit-field.tsx'
import { Setting } from './setting.tsx'
import { useSettings } from './settings-store.ts'

interface BaseUrlProps {
  settings: Settings
  provider: ProviderInfo
  hint: string
  placeholder: string
}

/** The address of a provider; an empty one is its own. */
export function BaseUrlSetting({ settings, provider, hint, placeholder }: BaseUrlProps) {
  const { setBaseUrl } = useSettings.getState()
  return (
    <Setting
      title="Base URL"
      hint={hint}
      control={
        <CommitField
          label="Base URL"
          className="input setting-wide"
          type="url"
          spellCheck={false}
          placeholder={placeholder}
          value={settings.baseUrls[provider.id] ?? ''}
          onCommit={(url) => {
            void setBaseUrl(provider.id, url)
            return true
          }}
          data-testid={`settings-base-url-${provider.id}`}
        />
      }
    />
  )
}
