import { z } from 'zod'
import { settingsSchema, type Settings } from '../../src-shared/entities.ts'
import { RephloError } from '../../src-shared/rephlo-error.ts'
import type { Storage } from '../storage/storage.ts'

/** What a new profile starts with: the practice provider, so that it works without a key. */
export const defaultSettings: Settings = {
  hotkey: 'Control+Alt+Space',
  theme: 'system',
  mode: 'byok',
  provider: 'practice',
  models: {},
  baseUrls: {},
  dedicatedEmail: '',
  lastSpaceId: null,
  translateTo: 'English',
  confirmAboveTokens: 100_000,
  openAtLogin: false,
  openAiApi: 'responses',
  endpointProfile: 'ollama',
  fallbacks: [],
  caching: {},
  keepWarm: false,
  keepWarmDailyBudget: 50_000_000,
  warmOnOpen: false,
  localAnswerCommands: [],
  localAnswerMinutes: 60,
  promptVersion: 1,
}

const row = z.object({ key: z.string(), value: z.string() })

/**
 * The settings in SQLite, a row each. A value that no longer fits is left where it is and its default is
 * used.
 */
export class SettingsStore {
  readonly #storage: Storage
  #current: Settings | undefined

  constructor(storage: Storage) {
    this.#storage = storage
  }

  get(): Settings {
    this.#current ??= this.#read()
    return this.#current
  }

  /** Saves what changed; throws `bad_input` when a value does not fit. */
  update(change: Partial<Settings>): Settings {
    const next = settingsSchema.safeParse({ ...this.get(), ...change })
    if (!next.success) {
      throw new RephloError('bad_input', next.error.issues[0]?.message ?? 'This setting is not valid.', {
        cause: next.error,
      })
    }
    this.#storage.transaction(() => {
      for (const [key, value] of Object.entries(change)) {
        this.#storage.run(
          'INSERT INTO settings (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE ' +
            'SET value = excluded.value',
          { key, value: JSON.stringify(value) },
        )
      }
    })
    this.#current = next.data
    return next.data
  }

  #read(): Settings {
    const saved = this.#storage.all('SELECT key, value FROM settings').map((value) => row.parse(value))
    return saved.reduce<Settings>((settings, { key, value }) => {
      const next = settingsSchema.safeParse({ ...settings, [key]: parsed(value) })
      return next.success ? next.data : settings
    }, defaultSettings)
  }
}

function parsed(value: string): unknown {
  try {
    return JSON.parse(value)
  } catch {
    // Not JSON: the schema refuses undefined for every setting, so its default is used.
    return undefined
  }
}
