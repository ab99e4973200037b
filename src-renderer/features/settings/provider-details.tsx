import type { OpenAiApi, Settings } from '../../../src-shared/entities.ts'
import { Segmented } from '../../ui/segmented.tsx'
import { BaseUrlSetting } from './base-url-setting.tsx'
import { CommitField } from './commit-field.tsx'
import { EndpointSettings } from './endpoint-settings.tsx'
import { KeySetting } from './key-settings.tsx'
import type { OwnProvider } from './own-providers.ts'
import { ModelSetting } from './model-setting.tsx'
import { Setting } from './setting.tsx'
import { useSettings } from './settings-store.ts'

interface ProviderDetailsProps {
  settings: Settings
  provider: OwnProvider
}

/** The key, the model and the address of one provider. */
export function ProviderDetails({ settings, provider }: ProviderDetailsProps) {
  if (provider.id === 'openai-compatible') {
    return (
      <>
        <EndpointSettings settings={settings} provider={provider} />
        <KeySetting provider={provider} />
      </>
    )
  }
  return (
    <>
      <KeySetting provider={provider} />
      <ModelSetting settings={settings} provider={provider} />
      {provider.id === 'openai' && <OpenAiApiSetting settings={settings} />}
      <details className="advanced">
        <summary>Advanced</summary>
        <BaseUrlSetting
          settings={settings}
          provider={provider}
          hint="Where requests go. Leave it empty for the provider’s own address."
          placeholder={provider.defaultBaseUrl ?? 'The provider’s own address'}
        />
        <ModelIdSetting settings={settings} provider={provider} />
      </details>
    </>
  )
}

const openAiApis: readonly { value: OpenAiApi; label: string }[] = [
  { value: 'responses', label: 'Responses' },
  { value: 'chat', label: 'Chat Completions' },
]

function OpenAiApiSetting({ settings }: { settings: Settings }) {
  const update = useSettings((state) => state.update)
  return (
    <Setting
      title="Interface"
      hint={
        'Responses can do more with the cache: longer lifetimes, and the reason of a miss. ' +
        'Some proxies offer Chat Completions alone.'
      }
      control={
        <Segmented
          label="Interface"
          value={settings.openAiApi}
          options={openAiApis}
          onChange={(openAiApi) => void update({ openAiApi })}
          testId="settings-openai-api"
        />
      }
    />
  )
}

/** For a model that is newer than the list. */
function ModelIdSetting({ settings, provider }: ProviderDetailsProps) {
  const { setModel } = useSettings.getState()
  const modelId = settings.models[provider.id] ?? provider.defaultModel
  return (
    <Setting
      title="Model id"
      hint="For a model that is not in the list. What it costs is then unknown."
      control={
        <CommitField
          label="Model id"
          className="input setting-wide"
          spellCheck={false}
          maxLength={120}
          value={modelId}
          onCommit={(id) => void setModel(provider.id, id)}
          data-testid={`settings-model-id-${provider.id}`}
        />
      }
    />
  )
}
