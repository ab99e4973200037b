import { useState } from 'react'
import type { Settings } from '../../../src-shared/entities.ts'
import { Badge } from '../../ui/badge.tsx'
import { Disclosure } from '../../ui/disclosure.tsx'
import { Select } from '../../ui/select.tsx'
import { FallbackSettings } from './fallback-settings.tsx'
import { KeyBadge } from './key-settings.tsx'
import { isOwn, type OwnProvider } from './own-providers.ts'
import { ProviderDetails } from './provider-details.tsx'
import { Setting, SettingGroup } from './setting.tsx'
import { useSettings } from './settings-store.ts'

/** Who answers, and what each provider needs for that: the details of one at a time. */
export function ProviderSettings({ settings }: { settings: Settings }) {
  const every = useSettings((state) => state.providers)
  const update = useSettings((state) => state.update)
  const providers = every.filter(isOwn)
  const own = providers.filter((provider) => !provider.practice)
  const chosen = providers.find((provider) => provider.id === settings.provider)
  const choose = (id: string) => {
    const provider = providers.find((each) => each.id === id)
    if (provider !== undefined) void update({ provider: provider.id })
  }
  return (
    <>
      <SettingGroup title="Providers and keys">
        <Setting
          title="Provider"
          hint={
            chosen?.practice === true
              ? 'Practice answers by simple rules on this computer; nothing is sent or charged.'
              : 'Texts and Spaces are sent to the provider when you run a Command.'
          }
          control={
            <Select
              label="Provider"
              value={settings.provider}
              options={providers.map(({ id, name }) => ({ value: id, label: name }))}
              onChange={choose}
              testId="settings-provider"
            />
          }
        />
        {/* A choice shows the details of what was chosen, whatever was open before. */}
        <ProviderList key={settings.provider} settings={settings} providers={own} />
      </SettingGroup>
      {chosen?.practice === false && (
        <FallbackSettings
          settings={settings}
          chosen={chosen}
          others={own.filter((provider) => provider !== chosen)}
        />
      )}
    </>
  )
}

function ProviderList({ settings, providers }: { settings: Settings; providers: readonly OwnProvider[] }) {
  const first = providers.find((provider) => provider.id === settings.provider) ?? providers[0]
  const [open, setOpen] = useState<string | undefined>(first?.id)
  return providers.map((provider) => (
    <Disclosure
      key={provider.id}
      title={provider.name}
      aside={
        <>
          {provider.id === settings.provider && <Badge tone="accent">In use</Badge>}
          <KeyBadge provider={provider} />
        </>
      }
      open={open === provider.id}
      onToggle={(opened) => setOpen(opened ? provider.id : undefined)}
      testId={`provider-${provider.id}`}
    >
      <ProviderDetails settings={settings} provider={provider} />
    </Disclosure>
  ))
}
