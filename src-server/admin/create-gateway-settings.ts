import { z } from 'zod'
import {
  gatewaySettingsSchema,
  type ChangeSettings,
  type GatewaySettings,
} from '../../src-shared/dedicated-api/admin.ts'
import type { Storage } from '../storage/storage.ts'
import { keepFresh } from './keep-fresh.ts'

export type { GatewaySettings } from '../../src-shared/dedicated-api/admin.ts'

/** What holds until an admin switches it: nothing is shared and nothing is changed in what clients send. */
export const defaultSettings: GatewaySettings = {
  answerCacheEnabled: true,
  answerCacheShared: false,
  autoCacheMarkers: false,
}

const names = Object.keys(gatewaySettingsSchema.shape)
const storedSchema = gatewaySettingsSchema.partial()

/** The switches of the gateway. */
export interface GatewaySettingsStore extends Disposable {
  /** From memory; at most 5 s behind what another instance changed. */
  current(): GatewaySettings
  /** What is left out stays. In force here at once; resolves to all settings. */
  change(change: ChangeSettings): Promise<GatewaySettings>
}

export interface FreshOptions {
  readonly storage: Storage
  /** Hears when the copy could not be read again; the last one stays in force. */
  readonly onError?: (error: unknown) => void
  /** For tests of several instances. */
  readonly refreshMs?: number
}

/** Each switch is a row of its own, so that two admins do not undo each other. */
export async function createGatewaySettings({
  storage,
  onError,
  refreshMs,
}: FreshOptions): Promise<GatewaySettingsStore> {
  const copy = await keepFresh(async () => await readSettings(storage), { everyMs: refreshMs, onError })
  return {
    current: () => copy.current(),
    async change(change) {
      const rows = Object.entries(change).map(([name, value]) => ({ name, value: JSON.stringify(value) }))
      if (rows.length > 0) {
        await storage.database
          .insertInto('settings')
          .values(rows)
          .onConflict((conflict) =>
            conflict.column('name').doUpdateSet((is) => ({ value: is.ref('excluded.value') })),
          )
          .execute()
      }
      await copy.refresh()
      return copy.current()
    },
    [Symbol.dispose]: () => copy[Symbol.dispose](),
  }
}

/** A value that cannot be read (edited by hand) counts as not set. */
async function readSettings({ database }: Storage): Promise<GatewaySettings> {
  const rows = await database.selectFrom('settings').selectAll().where('name', 'in', names).execute()
  const stored = rows.flatMap(({ name, value }) => {
    const isOn = switchSchema.safeParse(value)
    return isOn.success ? [[name, isOn.data] as const] : []
  })
  return { ...defaultSettings, ...storedSchema.parse(Object.fromEntries(stored)) }
}

const switchSchema = z.enum(['true', 'false']).transform((text) => text === 'true')
