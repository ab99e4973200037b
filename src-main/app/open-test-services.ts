import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ProviderId } from '../../src-shared/entities.ts'
import { AnswerCache } from '../answers/answer-cache.ts'
import { loadModelTable } from '../../src-shared/pricing/load-model-table.ts'
import { loadShippedCaching } from '../caching/config/load-caching-config.ts'
import { CacheLedger } from '../caching/ledger/cache-ledger.ts'
import { Stakes } from '../caching/stakes.ts'
import { SpaceCacheManager } from '../caching/space-cache-manager.ts'
import { CommandStore } from '../commands/command-store.ts'
import { RunStore } from '../metrics/run-store.ts'
import { createAnthropicProvider } from '../providers/anthropic/anthropic-provider.ts'
import { createGeminiProvider } from '../providers/gemini/gemini-provider.ts'
import { createOpenAiCompatibleProvider } from '../providers/openai-compatible/openai-compatible-provider.ts'
import { createOpenAiProvider } from '../providers/openai/openai-provider.ts'
import { createDedicatedProvider } from '../providers/dedicated-api/dedicated-provider.ts'
import { createPracticeProvider } from '../providers/practice/practice-provider.ts'
import { Keychain } from '../secrets/keychain.ts'
import { KeyStore } from '../secrets/key-store.ts'
import { SettingsStore } from '../settings/settings-store.ts'
import { SpaceStore } from '../spaces/space-store.ts'
import { openTestStorage, type TestStorage } from '../storage/open-test-storage.ts'
import type { AssistServices } from '../assist/assist-services.ts'
import { Conversations } from '../assist/conversations.ts'

export interface TestServices {
  readonly services: AssistServices
  readonly storage: TestStorage
  /** What was reported as trouble. */
  readonly reports: string[]
  /** The lines of the log. */
  readonly lines: string[]
  close(): void
}

export interface TestServicesOptions {
  readonly keys?: Partial<Record<ProviderId, string>>
  readonly now?: () => number
  readonly fetch?: typeof fetch
}

/** The real services on a database of their own, for tests and benchmarks. Only the keychain is missing. */
export function openTestServices({
  keys = {},
  now = Date.now,
  fetch: send = fetch,
}: TestServicesOptions = {}): TestServices {
  const storage = openTestStorage()
  const database = storage.storage
  const folder = mkdtempSync(join(tmpdir(), 'rephlo-answers-'))
  const reports: string[] = []
  const lines: string[] = []
  const report = (message: string): unknown => reports.push(message)
  const settings = new SettingsStore(database)
  const ledger = new CacheLedger(database, { isAlive: () => true, report })
  const answers = new AnswerCache({ folder, report })
  const services: AssistServices = {
    commands: new CommandStore(database, now),
    spaces: new SpaceStore(database, now),
    settings,
    keys: new KeyStore(new Keychain(() => Promise.reject(new Error('There is no keychain here'))), keys),
    runs: new RunStore(database, now),
    providers: testProviders(send, now, settings),
    models: loadModelTable(),
    ledger,
    answers,
    answerKeyPrefix: '',
    spaceCaches: new SpaceCacheManager(ledger, answers),
    conversations: new Conversations(),
    stakes: new Stakes(database, { isAlive: () => true, now, report }),
    objectsInMaking: new Set(),
    cachingDefaults: { user: {}, shipped: loadShippedCaching() },
    now,
    log: (message) => lines.push(message),
    report,
  }
  return {
    services,
    storage,
    reports,
    lines,
    close() {
      answers[Symbol.dispose]()
      storage.remove()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function testProviders(
  send: typeof fetch,
  now: () => number,
  settings: SettingsStore,
): AssistServices['providers'] {
  return {
    anthropic: createAnthropicProvider({ fetch: send }),
    openai: createOpenAiProvider({ fetch: send }),
    gemini: createGeminiProvider({ fetch: send }),
    'openai-compatible': createOpenAiCompatibleProvider({
      fetch: send,
      profile: () => settings.get().endpointProfile,
    }),
    'dedicated-api': createDedicatedProvider({
      fetch: send,
      session: () => Promise.reject(new Error('Nobody is logged in here')),
    }),
    practice: createPracticeProvider({ now, minimumTokens: () => 512, pace: { firstMs: 0, betweenMs: 0 } }),
  }
}
