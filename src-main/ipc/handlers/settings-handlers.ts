import { dedicatedProviderId } from '../../../src-shared/dedicated-provider-id.ts'
import type { HotkeyStatus, Settings } from '../../../src-shared/entities.ts'
import type { HotkeyManager } from '../../hotkey/hotkey-manager.ts'
import { RephloError } from '../../../src-shared/rephlo-error.ts'
import { checkBaseUrl } from '../../providers/check-base-url.ts'
import { checkServerUrl } from '../../providers/dedicated-api/check-server-url.ts'
import type { SettingsStore } from '../../settings/settings-store.ts'
import type { DomainHandlers } from '../ipc-handlers.ts'

export interface SettingsDependencies {
  readonly settings: SettingsStore
  readonly hotkey: HotkeyManager
  readonly announceSettings: (settings: Settings) => void
  readonly announceHotkey: (status: HotkeyStatus) => void
}

/** Settings, and the hotkey, which is a setting that the system may refuse. */
export function settingsHandlers({
  settings,
  hotkey,
  announceSettings,
  announceHotkey,
}: SettingsDependencies): DomainHandlers<'settings' | 'hotkey'> {
  const update = (change: Partial<Settings>): Settings => {
    const next = settings.update(change)
    announceSettings(next)
    return next
  }
  return {
    'settings.get': () => settings.get(),
    'settings.update': (change) => {
      if (change.hotkey !== undefined)
        throw new RephloError(
          'wrong_use',
          'The hotkey is changed by hotkey.set, because the system may refuse it.',
        )
      for (const [provider, address] of Object.entries(change.baseUrls ?? {}))
        if (address !== '') checkAddress(provider, address)
      return update(change)
    },
    'hotkey.set': ({ accelerator }) => {
      const status = hotkey.set(accelerator)
      announceHotkey(status)
      if (status.problem === undefined) update({ hotkey: status.accelerator })
      return status
    },
  }
}

/**
 * A compatible endpoint may do without a key; if it has one, the key is
 * checked against the address before it is sent.
 */
function checkAddress(provider: string, address: string): void {
  if (provider === dedicatedProviderId) checkServerUrl(address)
  else checkBaseUrl(address, provider !== 'openai-compatible')
}
