import { RotateCw } from 'lucide-react'
import { useEffect, useId } from 'react'
import type { EndpointProfile, ProviderInfo, Settings } from '../../../src-shared/entities.ts'
import { Button } from '../../ui/button.tsx'
import { formatPlural } from '../../ui/format.ts'
import { Notice } from '../../ui/notice.tsx'
import { Select } from '../../ui/select.tsx'
import { BaseUrlSetting } from './base-url-setting.tsx'
import { CommitField } from './commit-field.tsx'
import type { EndpointModels } from './endpoint-actions.ts'
import { Setting } from './setting.tsx'
import { useSettings } from './settings-store.ts'

interface EndpointProps {
  settings: Settings
  provider: ProviderInfo
}

/** A server that speaks OpenAI's protocol: what kind it is, where it is, and which of its models answers. */
export function EndpointSettings({ settings, provider }: EndpointProps) {
  const presets = useSettings((state) => state.presets)
  const { loadPresets, choosePreset } = useSettings.getState()
  useEffect(() => void loadPresets(), [loadPresets])
  const preset = presets.find((each) => each.profile === settings.endpointProfile)
  const isProfile = (value: string): value is EndpointProfile =>
    presets.some((each) => each.profile === value)
  return (
    <>
      <Setting
        title="Server"
        hint={preset?.hint}
        control={
          <Select
            label="Server"
            value={settings.endpointProfile}
            options={presets.map(({ profile, name }) => ({ value: profile, label: name }))}
            onChange={(value) => isProfile(value) && void choosePreset(value)}
            testId="settings-endpoint-profile"
          />
        }
      />
      <BaseUrlSetting
        settings={settings}
        provider={provider}
        hint="Where the server listens, up to the version in the path."
        placeholder={preset?.baseUrl ?? ''}
        usual={preset?.baseUrl}
      />
      <EndpointModelSetting settings={settings} provider={provider} />
    </>
  )
}

function describeModels(offer: EndpointModels | undefined): string {
  if (offer === undefined || offer.loading) return 'Asking the server for its models…'
  if (offer.problem !== undefined) return 'Type the name of the model as the server calls it.'
  return `${formatPlural(offer.models.length, 'model')} offered. Choose one, or type its name.`
}

function EndpointModelSetting({ settings, provider }: EndpointProps) {
  const offer = useSettings((state) => state.endpointModels[provider.id])
  const { loadModels, setModel } = useSettings.getState()
  const address = settings.baseUrls[provider.id]
  const suggestions = useId()
  useEffect(() => void loadModels(provider.id), [loadModels, provider.id, address])
  return (
    <Setting
      title="Model"
      hint={describeModels(offer)}
      control={
        <>
          <CommitField
            label="Model"
            className="input setting-field"
            list={suggestions}
            spellCheck={false}
            maxLength={120}
            placeholder={provider.defaultModel === '' ? 'Name of the model' : provider.defaultModel}
            value={settings.models[provider.id] ?? provider.defaultModel}
            onCommit={(id) => void setModel(provider.id, id)}
            data-testid={`settings-model-${provider.id}`}
          />
          <datalist id={suggestions}>
            {offer?.models.map((model) => (
              <option key={model} value={model} />
            ))}
          </datalist>
          <Button
            onClick={() => void loadModels(provider.id)}
            disabled={offer?.loading === true}
            data-testid={`settings-models-refresh-${provider.id}`}
          >
            <RotateCw aria-hidden /> Refresh
          </Button>
        </>
      }
    >
      {offer?.problem !== undefined && (
        <Notice level="warning" testId={`settings-models-problem-${provider.id}`}>
          {offer.problem}
        </Notice>
      )}
    </Setting>
  )
}
