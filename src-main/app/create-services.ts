import * as fs from 'node:fs'
import { resolve } from 'node:path'
import { loadModelTableWithOverrides, ownModelsPath } from '../../src-shared/pricing/load-model-table.ts'
import type { AssistServices } from '../assist/assist-services.ts'
import { AnswerCache } from '../answers/answer-cache.ts'
import { Conversations } from '../assist/conversations.ts'
import { loadShippedCaching, loadUserCaching } from '../caching/config/load-caching-config.ts'
import { CacheLedger } from '../caching/ledger/cache-ledger.ts'
import { Stakes } from '../caching/stakes.ts'
import { SpaceCacheManager } from '../caching/space-cache-manager.ts'
import { CommandStore } from '../commands/command-store.ts'
import { RunStore } from '../metrics/run-store.ts'
import { createAnthropicProvider } from '../providers/anthropic/anthropic-provider.ts'
import { createDedicatedProvider } from '../providers/dedicated-api/dedicated-provider.ts'
import { createPracticeProvider } from '../providers/practice/practice-provider.ts'
import { createGeminiProvider } from '../providers/gemini/gemini-provider.ts'
import { createOpenAiCompatibleProvider } from '../providers/openai-compatible/openai-compatible-provider.ts'
import { createOpenAiProvider } from '../providers/openai/openai-provider.ts'
import type { RefusalMemory } from '../providers/http/refusal-memory.ts'
import type { Fetch } from '../providers/provider.ts'
import { Keychain } from '../secrets/keychain.ts'
import { KeyStore } from '../secrets/key-store.ts'
import { SettingsStore } from '../settings/settings-store.ts'
import { SpaceStore } from '../spaces/space-store.ts'
import { openDatabase, type OpenedDatabase } from '../storage/open-database.ts'
import { Storage } from '../storage/storage.ts'
import type { Config } from './config.ts'
import { createDedicated, type Dedicated } from './create-dedicated.ts'
import { lazy } from './lazy.ts'
import { createLogger, type Logger } from './logger.ts'
import { Notices } from './notices.ts'
import { createRefusalStore } from './create-refusal-store.ts'
import { createPracticeCacheStore } from './practice-cache-store.ts'

/** Everything that windows, handlers and the command line work with. */
export interface Services extends AssistServices, Disposable {
  readonly logger: Logger
  readonly notices: Notices
  readonly dedicated: Dedicated
}

/**
 * The composition root: builds every service from the configuration. Throws RephloError when
 * the data cannot be used at all (storage_newer, storage_full, storage_read_only,
 * storage_error); lesser trouble becomes a notice.
 */
export function createServices(config: Config, fetch: Fetch): Services {
  const opened = openDatabase(config.dataFolder)
  const logger = createLogger(config.dataFolder)
  const storage = storageOf(opened, logger)
  // Neither is needed to start: shipped files are read at the first use, the person's where there are any.
  const models = lazy(() => loadModelTableWithOverrides(config.dataFolder, fs))
  const ownCaching = loadUserCaching(config.dataFolder)
  const problems = fs.existsSync(ownModelsPath(config.dataFolder)) ? models().problems : []
  const now = Date.now
  const runs = new RunStore(storage, now)
  recordInterrupted(runs, logger)
  const report = (message: string, error: unknown): void => logger.error(message, error)
  const log: Services['log'] = (message, details) => logger.info(message, details)
  const refusals = createRefusalStore(storage, { now, log, report })
  const settings = new SettingsStore(storage)
  const keychain = new Keychain()
  const dedicated = createDedicated({ config, fetch, storage, settings, keychain, now, report })
  const ledger = new CacheLedger(storage, { isAlive, report })
  const answers = new AnswerCache({ folder: answersFolderOf(config), report })
  return {
    get models() {
      return dedicated.withModels(models().table)
    },
    now,
    logger,
    dedicated,
    notices: noticesOf(opened, [...problems, ...ownCaching.problems]),
    commands: new CommandStore(storage, now),
    spaces: new SpaceStore(storage, now),
    settings,
    ledger,
    answers,
    answerKeyPrefix: config.caching.keyPrefix ?? '',
    spaceCaches: new SpaceCacheManager(ledger, answers),
    conversations: new Conversations(),
    stakes: new Stakes(storage, { isAlive, now, report }),
    objectsInMaking: new Set(),
    cachingDefaults: cachingDefaultsOf(ownCaching.overrides),
    keys: new KeyStore(keychain, config.environmentKeys),
    runs,
    providers: createProviders({ config, fetch, storage, settings, dedicated, models, refusals, now }),
    log,
    report,
    [Symbol.dispose]: () => {
      answers[Symbol.dispose]()
      storage.close()
      logger.flush()
    },
  }
}

function answersFolderOf({ caching, dataFolder }: Config): string {
  return resolve(caching.promptCacheFolder ?? dataFolder)
}

function storageOf(opened: OpenedDatabase, logger: Logger): Storage {
  return new Storage(opened.database, opened.file, opened.readOnlyReason, (sql, milliseconds) =>
    logger.warn('Slow query', { sql, milliseconds }),
  )
}

/** The shipped configuration is read when it is asked for. */
function cachingDefaultsOf(user: Services['cachingDefaults']['user']): Services['cachingDefaults'] {
  const shipped = lazy(loadShippedCaching)
  return {
    user,
    get shipped() {
      return shipped()
    },
  }
}

interface ProviderParts {
  readonly config: Config
  readonly fetch: Fetch
  readonly storage: Storage
  readonly settings: SettingsStore
  readonly dedicated: Dedicated
  readonly models: () => ReturnType<typeof loadModelTableWithOverrides>
  readonly refusals: RefusalMemory
  readonly now: () => number
}

function createProviders(parts: ProviderParts): Services['providers'] {
  const { config, fetch, storage, settings, dedicated, models, refusals, now } = parts
  return {
    anthropic: createAnthropicProvider({ fetch, refusals }),
    openai: createOpenAiProvider({ fetch, refusals }),
    gemini: createGeminiProvider({ fetch }),
    'openai-compatible': createOpenAiCompatibleProvider({
      fetch,
      refusals,
      profile: () => settings.get().endpointProfile,
    }),
    'dedicated-api': createDedicatedProvider({ fetch, session: dedicated.account }),
    practice: createPracticeProvider({
      now,
      cacheStore: createPracticeCacheStore(storage),
      minimumTokens: (id) =>
        models().table.practice?.models.find((model) => model.id === id)?.minimumCacheableTokens ?? 0,
      pace: { firstMs: config.practicePaceMs * 8, betweenMs: config.practicePaceMs },
    }),
  }
}

function recordInterrupted(runs: RunStore, logger: Logger): void {
  try {
    runs.recordInterrupted(isAlive)
  } catch (error) {
    // On a disk that cannot be written they stay noted for a later start.
    logger.error('Interrupted runs could not be recorded', error)
  }
}

function isAlive(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    // Not permitted means that the process is there and is somebody else's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function noticesOf(opened: OpenedDatabase, configurationProblems: readonly string[]): Notices {
  const notices = new Notices()
  if (opened.setAside !== undefined) {
    notices.add({
      id: 'database-set-aside',
      level: 'error',
      message:
        'The database was damaged, so Rephlo started with a new one. The damaged file was kept: ' +
        `${opened.setAside}. Your keys are safe in the keychain. If you have a backup, ` +
        `quit Rephlo and put it in place of ${opened.file}.`,
    })
  }
  if (opened.readOnlyReason !== undefined) {
    notices.add({
      id: 'database-read-only',
      level: 'warning',
      message: `Your data can be read, but nothing new can be saved. ${opened.readOnlyReason}`,
    })
  }
  if (configurationProblems.length > 0) {
    notices.add({
      id: 'own-configuration',
      level: 'warning',
      message:
        'A file of yours in the data folder has mistakes; the rest of it counts. ' +
        configurationProblems.join(' '),
    })
  }
  return notices
}
