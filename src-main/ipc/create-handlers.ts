import { appHandlers, type AppDependencies } from './handlers/app-handlers.ts'
import { assistHandlers, type AssistDependencies } from './handlers/assist-handlers.ts'
import { cachingHandlers } from './handlers/caching-handlers.ts'
import { commandHandlers } from './handlers/command-handlers.ts'
import { dedicatedHandlers, type DedicatedDependencies } from './handlers/dedicated-handlers.ts'
import { keyHandlers, type KeyDependencies } from './handlers/key-handlers.ts'
import { savingsHandlers } from './handlers/savings-handlers.ts'
import { settingsHandlers, type SettingsDependencies } from './handlers/settings-handlers.ts'
import { spaceHandlers, type SpaceDependencies } from './handlers/space-handlers.ts'
import type { IpcHandlers } from './ipc-handlers.ts'

export interface HandlerDependencies {
  readonly app: AppDependencies
  readonly assist: AssistDependencies
  readonly dedicated: DedicatedDependencies
  readonly keys: KeyDependencies
  readonly settings: SettingsDependencies
  readonly spaces: SpaceDependencies
  readonly announceCommands: () => void
}

/** All handlers of the contract, a file a domain. */
export function createHandlers({
  app,
  assist,
  dedicated,
  keys,
  settings,
  spaces,
  announceCommands,
}: HandlerDependencies): IpcHandlers {
  return {
    ...appHandlers(app),
    ...settingsHandlers(settings),
    ...commandHandlers(assist.services.commands, announceCommands),
    ...spaceHandlers(spaces),
    ...keyHandlers(keys),
    ...dedicatedHandlers(dedicated),
    ...cachingHandlers(assist.services),
    ...assistHandlers(assist),
    ...savingsHandlers(assist.services.runs),
  }
}
