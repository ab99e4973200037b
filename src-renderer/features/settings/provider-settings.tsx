import type { ProviderInfo, Settings } from '../../../src-shared/entities.ts'
import { formatCount, formatPricePerMillion } from '../../ui/format.ts'
import { Select } from '../../ui/select.tsx'
import { CommitField } from './commit-field.tsx'
import { Setting, SettingGroup } from './setting.tsx'
import { useSettings } from './settings-store.ts'

/** Who answers, with which model, at which address. */
export function ProviderSettings({ settings }: { settings: Settings }) {
  const providers = useSettings((state) => state.providers)
  const update = useSettings((state) => state.update)
  const provider = providers.find((each) => each.id === settings.provider)
  const choose = (id: string) => {
    const chosen = providers.find((each) => each.id === id)
    if (chosen !== undefined) void update({ provider: chosen.id })
  }
  return (
    <SettingGroup title="Provider and model">
      <Setting
        title="Provider"
        hint={provider?.practice === true ? 'Practice answers by simple rules on this computer; nothing is sent or charged.' : 'Texts and Spaces are sent to the provider when you run a Command.'}
        control={<Select label="Provider" value={settings.provider} options={providers.map(({ id, name }) => ({ value: id, label: name }))} onChange={choose} testId="settings-provider" />}
      />
      {provider !== undefined && <ModelSettings settings={settings} provider={provider} />}
    </SettingGroup>
  )
}

function describePrice(model: ProviderInfo['models'][number] | undefined, practice: boolean): string {
  if (model === undefined) return 'The price of this model is unknown.'
  const context = `Context ${formatCount(model.contextTokens)} tokens`
  if (model.inputPrice === undefined) return `${context}; its price is unknown.`
  return `${formatPricePerMillion(model.inputPrice)} in and ${formatPricePerMillion(model.outputPrice)} out per million tokens${practice ? ', simulated' : ''}. ${context}.`
}

function ModelSettings({ settings, provider }: { settings: Settings; provider: ProviderInfo }) {
  const update = useSettings((state) => state.update)
  const modelId = settings.models[provider.id] ?? provider.defaultModel
  const model = provider.models.find((each) => each.id === modelId)
  const options = provider.models.map(({ id, name, inputPrice }) => ({ value: id, label: name, ...(inputPrice !== undefined && { note: `${formatPricePerMillion(inputPrice)} / M` }) }))
  if (model === undefined) options.unshift({ value: modelId, label: modelId })
  const setBaseUrl = (url: string) => {
    const addresses = Object.entries({ ...settings.baseUrls, [provider.id]: url }).filter(([, address]) => address !== '')
    void update({ baseUrls: Object.fromEntries(addresses) })
    return true
  }
  return (
    <>
      <Setting
        title="Model"
        hint={describePrice(model, provider.practice)}
        control={<Select label="Model" value={modelId} options={options} onChange={(id) => void update({ models: { ...settings.models, [provider.id]: id } })} testId="settings-model" />}
      />
      {!provider.practice && (
        <details className="advanced">
          <summary>Advanced</summary>
          <Setting
            title="Base URL"
            hint="Where requests go. Leave it empty for the provider’s own address."
            control={
              <CommitField
                label="Base URL"
                className="input setting-wide"
                type="url"
                spellCheck={false}
                placeholder={provider.defaultBaseUrl ?? 'The provider’s own address'}
                value={settings.baseUrls[provider.id] ?? ''}
                onCommit={setBaseUrl}
                data-testid={`settings-base-url-${provider.id}`}
              />
            }
          />
        </details>
      )}
    </>
  )
}
