import { useEffect, type MouseEvent } from 'react'
import type { CachingConfig, CachingLevel } from '../../../src-shared/caching-config.ts'
import type { ProviderInfo, Settings } from '../../../src-shared/entities.ts'
import { Button } from '../../ui/button.tsx'
import { Select, type SelectOption } from '../../ui/select.tsx'
import { Switch } from '../../ui/switch.tsx'
import { everyModel, type DescribedCaching } from './caching-actions.ts'
import { NumberField } from './number-field.tsx'
import { Setting } from './setting.tsx'
import { useSettings } from './settings-store.ts'
import { thresholds } from './typed-numbers.ts'

type Field = keyof CachingConfig

const levelWords: Readonly<Record<CachingLevel, string>> = {
  run: 'Set for this run',
  'user-model': 'Yours, for this model',
  'user-default': 'Yours, for every model',
  'shipped-model': 'Shipped for this model',
  'shipped-default': 'Shipped for every model',
  'built-in': 'Built in',
}

/** On the page of every model, what is set for it is set for every model. */
function describeLevel(level: CachingLevel, model: string): string {
  if (model !== everyModel) return levelWords[level]
  return levelWords[
    level === 'user-model' ? 'user-default' : level === 'shipped-model' ? 'shipped-default' : level
  ]
}

/** The fields in their order, with what they mean; `name` is what configuration files call them. */
const fields: readonly { name: Field; title: string; hint: string }[] = [
  {
    name: 'enabled',
    title: 'Cache prompts',
    hint: 'Off: nothing is marked for this model, whatever a Space says.',
  },
  {
    name: 'cache_system_message',
    title: 'Cache the fixed part',
    hint: 'Rephlo’s own instructions, and tools.',
  },
  {
    name: 'cache_user_prefix',
    title: 'Cache the Space',
    hint: 'Its documents, and the earlier turns of a conversation.',
  },
  {
    name: 'auto_detect_cacheable',
    title: 'Let the planner decide',
    hint: 'From how you use a Space. Off: always cache.',
  },
  { name: 'cache_retention', title: 'Lifetime', hint: 'The nearest one that the model offers is used.' },
  {
    name: 'cache_threshold_tokens',
    title: 'Least tokens',
    hint: 'Text shorter than this is not cached. The model’s own minimum holds as well.',
  },
]

const retentions: readonly { value: CachingConfig['cache_retention']; label: string }[] = [
  { value: 'auto', label: 'Automatic' },
  { value: '5m', label: '5 minutes' },
  { value: '30m', label: '30 minutes' },
  { value: '1h', label: '1 hour' },
  { value: '12h', label: '12 hours' },
  { value: '24h', label: '24 hours' },
]

/**
 * Every model that can be configured: those of the tables, the chosen ones, and those that have a
 * configuration.
 */
function configurableModels(settings: Settings, providers: readonly ProviderInfo[]) {
  const named = new Map<string, SelectOption>()
  const add = (value: string, label: string, group?: string) => {
    if (!named.has(value))
      named.set(value, {
        value,
        label,
        ...(group !== undefined && { group }),
        ...(settings.caching[value] !== undefined && { note: 'yours' }),
      })
  }
  add(everyModel, 'Every model')
  for (const provider of providers.filter((each) => !each.practice)) {
    const chosen = settings.models[provider.id]
    for (const { id, name } of provider.models) add(id, name, provider.name)
    if (chosen !== undefined) add(chosen, chosen, provider.name)
  }
  for (const id of Object.keys(settings.caching)) add(id, id, 'Others')
  return [...named.values()]
}

/** What holds for one model, where each value comes from, and one's own values. */
export function ModelCaching({ settings }: { settings: Settings }) {
  const providers = useSettings((state) => state.providers)
  const model = useSettings((state) => state.cachingModel)
  const described = useSettings((state) => state.describedCaching)
  const { describeCaching } = useSettings.getState()
  useEffect(() => {
    void describeCaching(useSettings.getState().cachingModel)
  }, [describeCaching])
  return (
    <>
      <Setting
        title="Model"
        hint="A value for one model goes before one for every model."
        control={
          <Select
            label="Model to configure"
            value={model}
            options={configurableModels(settings, providers)}
            onChange={(id) => void describeCaching(id)}
            testId="settings-caching-model"
          />
        }
      />
      {described !== undefined &&
        fields.map((field) => <FieldSetting key={field.name} field={field} described={described} />)}
    </>
  )
}

function FieldSetting({
  field: { name, title, hint },
  described,
}: {
  field: (typeof fields)[number]
  described: DescribedCaching
}) {
  const resetCaching = useSettings((state) => state.resetCaching)
  const reset = ({ currentTarget: { nextElementSibling: control } }: MouseEvent) => {
    // The button goes away, and the focus must not go with it.
    if (control instanceof HTMLElement) control.focus()
    void resetCaching(name)
  }
  return (
    <Setting
      title={title}
      inactive={name !== 'enabled' && !described.config.enabled}
      hint={
        <>
          {hint}{' '}
          <span className="caching-level" data-testid={`caching-source-${name}`}>
            {describeLevel(described.sources[name], described.model)}.
          </span>
        </>
      }
      control={
        <>
          {described.own[name] !== undefined && (
            <Button
              look="quiet"
              onClick={reset}
              aria-label={`Reset ${title}`}
              data-testid={`caching-reset-${name}`}
            >
              Reset
            </Button>
          )}
          <FieldControl name={name} title={title} config={described.config} />
        </>
      }
    />
  )
}

function FieldControl({ name, title, config }: { name: Field; title: string; config: CachingConfig }) {
  const overrideCaching = useSettings((state) => state.overrideCaching)
  const testId = `caching-${name}`
  switch (name) {
    case 'cache_retention': {
      const choose = (value: string) => {
        const option = retentions.find((each) => each.value === value)
        if (option !== undefined) void overrideCaching(name, option.value)
      }
      return (
        <Select label={title} value={config[name]} options={retentions} onChange={choose} testId={testId} />
      )
    }
    case 'cache_threshold_tokens':
      return (
        <NumberField
          label={title}
          className="setting-count"
          value={config[name]}
          range={thresholds}
          onCommit={(least) => void overrideCaching(name, least)}
          data-testid={testId}
        />
      )
    default:
      return (
        <Switch
          label={title}
          checked={config[name]}
          onChange={(on) => void overrideCaching(name, on)}
          testId={testId}
        />
      )
  }
}
