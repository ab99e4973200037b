import type { AssistServices } from '../assist/assist-services.ts'
import { CommandStore } from '../commands/command-store.ts'
import { RunStore } from '../metrics/run-store.ts'
import { createAnthropicProvider } from '../providers/anthropic/anthropic-provider.ts'
import { createPracticeProvider } from '../providers/practice/practice-provider.ts'
import { createGeminiProvider } from '../providers/gemini/gemini-provider.ts'
import { createOpenAiCompatibleProvider } from '../providers/openai-compatible/openai-compatible-provider.ts'
import { createOpenAiProvider } from '../providers/openai/openai-provider.ts'
import type { Fetch } from '../providers/provider.ts'
import { Keychain } from '../secrets/keychain.ts'
import { KeyStore } from '../secrets/key-store.ts'
import { SettingsStore } from '../settings/settings-store.ts'
import { SpaceStore } from '../spaces/space-store.ts'
import { openDatabase, type OpenedDatabase } from '../storage/open-database.ts'
import { Storage } from '../storage/storage.ts'
import type { Config } from './config.ts'
import { loadModelTable } from './load-model-table.ts'
import { createLogger, type Logger } from './logger.ts'
import { Notices } from './notices.ts'
import { createPracticeCacheStore } from './practice-cache-store.ts'

/** Everything that windows, handlers and the command line work with. */
export interface Services extends AssistServices, Disposable {
  readonly logger: Logger
  readonly notices: Notices
}

/**
 * The composition root: builds every service from the configuration. Throws RephloError when the data cannot be used at all
 * (storage_newer, storage_full, storage_read_only, storage_error); lesser trouble becomes a notice.
 */
export function createServices(config: Config, fetch: Fetch): Services {
  const opened = openDatabase(config.dataFolder)
  const logger = createLogger(config.dataFolder)
  const storage = new Storage(opened.database, opened.file, opened.readOnlyReason, (sql, milliseconds) => logger.warn('Slow query', { sql, milliseconds }))
  const models = loadModelTable()
  const now = Date.now
  const runs = new RunStore(storage, now)
  recordInterrupted(runs, logger)
  return {
    models,
    now,
    logger,
    notices: noticesOf(opened),
    commands: new CommandStore(storage, now),
    spaces: new SpaceStore(storage, now),
    settings: new SettingsStore(storage),
    keys: new KeyStore(new Keychain(), config.environmentKeys),
    runs,
    providers: {
      anthropic: createAnthropicProvider({ fetch }),
      openai: createOpenAiProvider({ fetch }),
      gemini: createGeminiProvider({ fetch }),
      'openai-compatible': createOpenAiCompatibleProvider({ fetch }),
      practice: createPracticeProvider({
        now,
        cacheStore: createPracticeCacheStore(storage),
        minimumTokens: (id) => models.practice?.models.find((model) => model.id === id)?.minimumCacheableTokens ?? 0,
        pace: { firstMs: config.practicePaceMs * 8, betweenMs: config.practicePaceMs },
      }),
    },
    report: (message, error) => logger.error(message, error),
    [Symbol.dispose]: () => {
      storage.close()
      logger.flush()
    },
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

function noticesOf(opened: OpenedDatabase): Notices {
  const notices = new Notices()
  if (opened.setAside !== undefined) {
    notices.add({
      id: 'database-set-aside',
      level: 'error',
      message: `The database was damaged, so Rephlo started with a new one. The damaged file was kept: ${opened.setAside}. Your keys are safe in the keychain. If you have a backup, quit Rephlo and put it in place of ${opened.file}.`,
    })
  }
  if (opened.readOnlyReason !== undefined) {
    notices.add({ id: 'database-read-only', level: 'warning', message: `Your data can be read, but nothing new can be saved. ${opened.readOnlyReason}` })
  }
  return notices
}
