import type { ProviderInfo, Settings } from '../../../src-shared/entities.ts'
import { formatCount, formatPricePerMillion } from '../../ui/format.ts'
import { Select } from '../../ui/select.tsx'
import { Setting } from './setting.tsx'
import { useSettings } from './settings-store.ts'

interface ModelProps {
  settings: Settings
  provider: ProviderInfo
}

function describePrice(model: ProviderInfo['models'][number] | undefined): string {
  if (model === undefined) return 'The price of this model is unknown.'
  const context = `Context ${formatCount(model.contextTokens)} tokens`
  if (model.inputPrice === undefined) return `${context}; its price is unknown.`
  return (
    `${formatPricePerMillion(model.inputPrice)} in and ${formatPricePerMillion(model.outputPrice)} out ` +
    `per million tokens. ${context}.`
  )
}

/** The model of a provider, chosen from the table. */
export function ModelSetting({ settings, provider }: ModelProps) {
  const modelId = settings.models[provider.id] ?? provider.defaultModel
  const model = provider.models.find((each) => each.id === modelId)
  return (
    <Setting
      title="Model"
      hint={describePrice(model)}
      control={<ModelSelect settings={settings} provider={provider} label="Model" />}
    />
  )
}

/** The models of the table with their prices; one that is chosen and not in it stays visible. */
export function ModelSelect({ settings, provider, label }: ModelProps & { label: string }) {
  const { setModel } = useSettings.getState()
  const modelId = settings.models[provider.id] ?? provider.defaultModel
  const options = provider.models.map(({ id, name, inputPrice }) => ({
    value: id,
    label: name,
    ...(inputPrice !== undefined && { note: `${formatPricePerMillion(inputPrice)} / M` }),
  }))
  if (!provider.models.some((model) => model.id === modelId) && modelId !== '')
    options.unshift({ value: modelId, label: modelId })
  return (
    <Select
      label={label}
      value={modelId}
      options={options}
      onChange={(id) => void setModel(provider.id, id)}
      testId={`settings-model-${provider.id}`}
    />
  )
}
