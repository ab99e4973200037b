import type { KeyStatus, ProviderId } from '../../../src-shared/entities.ts'
import type { Client } from '../../ipc/client.ts'
import { messageOf } from '../../ui/message-of.ts'

/** What came of the last thing done with a key. */
export interface KeyNote {
  readonly level: 'good' | 'warning' | 'error'
  readonly message: string
}

export const initialKeys = {
  keys: [] as readonly KeyStatus[],
  keyNotes: {} as Partial<Record<ProviderId, KeyNote>>,
  busyKey: undefined as ProviderId | undefined,
}

type KeyData = typeof initialKeys

export interface KeyActions {
  /** Whether the key was kept, so that the field can be cleared. */
  saveKey: (provider: ProviderId, key: string, sessionOnly: boolean) => Promise<boolean>
  testKey: (provider: ProviderId) => Promise<void>
  removeKey: (provider: ProviderId) => Promise<void>
}

interface KeyStore {
  readonly setState: (change: Partial<KeyData> | ((state: KeyData) => Partial<KeyData>)) => void
}

const keptNotes = {
  keychain: 'Kept in the keychain of this computer.',
  session: 'Kept for this session only; it is gone when Rephlo quits.',
  environment: 'Taken from the environment.',
  none: 'No key was kept.',
}

/** What can be done with keys. A key goes to the main process and is kept nowhere in this window. */
export function createKeyActions(ipc: Client, { setState }: KeyStore): KeyActions {
  const note = (provider: ProviderId, keyNote: KeyNote | undefined) =>
    setState((state) => ({ keyNotes: { ...state.keyNotes, [provider]: keyNote } }))
  const replaceStatus = (status: KeyStatus) =>
    setState((state) => ({ keys: [...state.keys.filter((key) => key.provider !== status.provider), status] }))
  /** Runs an action on a key; what goes wrong is shown beside that key. */
  const withKey = async (provider: ProviderId, action: () => Promise<KeyNote>) => {
    setState({ busyKey: provider })
    note(provider, undefined)
    try {
      note(provider, await action())
      return true
    } catch (error) {
      note(provider, { level: 'error', message: messageOf(error) })
      return false
    } finally {
      setState({ busyKey: undefined })
    }
  }
  return {
    saveKey: (provider, key, sessionOnly) =>
      withKey(provider, async () => {
        const status = await ipc.invoke('keys.save', { provider, key, sessionOnly })
        replaceStatus(status)
        return {
          level: status.location === 'session' && !sessionOnly ? 'warning' : 'good',
          message: `Key saved. ${keptNotes[status.location]}`,
        }
      }),
    testKey: async (provider) => {
      await withKey(provider, async () => {
        const { works, message } = await ipc.invoke('keys.test', { provider })
        return { level: works ? 'good' : 'warning', message }
      })
    },
    removeKey: async (provider) => {
      await withKey(provider, async () => {
        replaceStatus(await ipc.invoke('keys.delete', { provider }))
        return { level: 'good', message: 'The key was removed.' }
      })
    },
  }
}
