import type { EndpointProfile, ProviderId, Settings } from '../../../src-shared/entities.ts'
import type { IpcOutput } from '../../../src-shared/ipc/contract.ts'
import type { Client } from '../../ipc/client.ts'
import { messageOf } from '../../ui/message-of.ts'

export type EndpointPreset = IpcOutput<'endpoints.presets'>[number]

/** The models that a server offers, or why it did not say. */
export interface EndpointModels {
  readonly models: readonly string[]
  readonly problem: string | undefined
  readonly loading: boolean
}

export const initialEndpoints = {
  presets: [] as readonly EndpointPreset[],
  endpointModels: {} as Partial<Record<ProviderId, EndpointModels>>,
}

type EndpointData = typeof initialEndpoints

export interface EndpointActions {
  loadPresets: () => Promise<void>
  /** Takes over the kind of a server, and its usual address unless the person typed one. */
  choosePreset: (profile: EndpointProfile) => Promise<void>
  loadModels: (provider: ProviderId) => Promise<void>
  /** An empty address is the provider's own. */
  setBaseUrl: (provider: ProviderId, url: string) => Promise<void>
  /** An empty model is the provider's default. */
  setModel: (provider: ProviderId, model: string) => Promise<void>
}

interface EndpointStore {
  readonly getState: () => EndpointData & {
    readonly settings: Settings | undefined
    readonly update: (change: Partial<Settings>) => Promise<void>
  }
  readonly setState: (
    change: Partial<EndpointData & { problem: string }> | ((state: EndpointData) => Partial<EndpointData>),
  ) => void
}

function withEntry(
  entries: Partial<Record<ProviderId, string>>,
  provider: ProviderId,
  value: string,
): Partial<Record<ProviderId, string>> {
  return Object.fromEntries(
    Object.entries({ ...entries, [provider]: value }).filter(([, each]) => each !== ''),
  )
}

/** Where providers are, and which of their models answers. */
export function createEndpointActions(ipc: Client, { getState, setState }: EndpointStore): EndpointActions {
  const note = (provider: ProviderId, offer: EndpointModels) =>
    setState((state) => ({ endpointModels: { ...state.endpointModels, [provider]: offer } }))
  const asked = new Map<ProviderId, number>()
  return {
    loadPresets: async () => {
      if (getState().presets.length > 0) return
      try {
        setState({ presets: await ipc.invoke('endpoints.presets') })
      } catch (error) {
        setState({ problem: messageOf(error) })
      }
    },
    choosePreset: async (profile) => {
      const { settings, presets, update } = getState()
      const preset = presets.find((each) => each.profile === profile)
      if (settings === undefined || preset === undefined) return
      const address = settings.baseUrls['openai-compatible'] ?? ''
      const typed = address !== '' && !presets.some((each) => each.baseUrl === address)
      const moved = preset.baseUrl !== '' &&
        !typed && { baseUrls: withEntry(settings.baseUrls, 'openai-compatible', preset.baseUrl) }
      await update({ endpointProfile: profile, ...moved })
    },
    loadModels: async (provider) => {
      const turn = (asked.get(provider) ?? 0) + 1
      asked.set(provider, turn)
      note(provider, {
        models: getState().endpointModels[provider]?.models ?? [],
        problem: undefined,
        loading: true,
      })
      const offer = await askForModels(ipc, provider)
      // A slow answer from the address before must not overwrite the one of the present address.
      if (asked.get(provider) === turn) note(provider, offer)
    },
    setBaseUrl: async (provider, url) => {
      const { settings, update } = getState()
      if (settings !== undefined) await update({ baseUrls: withEntry(settings.baseUrls, provider, url) })
    },
    setModel: async (provider, model) => {
      const { settings, update } = getState()
      if (settings !== undefined) await update({ models: withEntry(settings.models, provider, model) })
    },
  }
}

async function askForModels(ipc: Client, provider: ProviderId): Promise<EndpointModels> {
  try {
    const { models, problem } = await ipc.invoke('endpoints.models', { provider })
    return { models, problem, loading: false }
  } catch (error) {
    return { models: [], problem: messageOf(error), loading: false }
  }
}
