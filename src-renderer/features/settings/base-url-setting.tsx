import type { ProviderInfo, Settings } from '../../../src-shared/entities.ts'
import { Button } from '../../ui/button.tsx'
import { CommitField } from './commit-field.tsx'
import { Setting } from './setting.tsx'
import { useSettings } from './settings-store.ts'

interface BaseUrlProps {
  settings: Settings
  provider: ProviderInfo
  hint: string
  placeholder: string
  /** An address that is offered when another one is set. */
  usual?: string | undefined
}

/** The address of a provider; an empty one is its own. */
export function BaseUrlSetting({ settings, provider, hint, placeholder, usual = '' }: BaseUrlProps) {
  const { setBaseUrl } = useSettings.getState()
  const address = settings.baseUrls[provider.id] ?? ''
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
          value={address}
          onCommit={(url) => void setBaseUrl(provider.id, url)}
          data-testid={`settings-base-url-${provider.id}`}
        />
      }
    >
      {usual !== '' && address !== '' && address !== usual && (
        <p className="note">
          <Button
            look="link"
            onClick={() => void setBaseUrl(provider.id, usual)}
            data-testid="settings-base-url-usual"
          >
            Use {usual}
          </Button>
        </p>
      )}
    </Setting>
  )
}
