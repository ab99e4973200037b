import type { Notice } from '../../../src-shared/entities.ts'
import type { IpcOutput } from '../../../src-shared/ipc/contract.ts'
import type { MainSection } from '../../../src-shared/ipc/events.ts'
import type { HotkeyManager } from '../../hotkey/hotkey-manager.ts'
import type { DomainHandlers } from '../ipc-handlers.ts'

type AppInfo = IpcOutput<'app.info'>

export interface AppDependencies {
  readonly about: Pick<AppInfo, 'version' | 'dataFolder' | 'platform' | 'sessionType'>
  readonly hotkey: HotkeyManager
  readonly notices: { list(): Notice[]; dismiss(id: string): void }
  readonly openFolder: (folder: string) => Promise<void>
  readonly openWindow: (section: MainSection) => Promise<void>
}

/** The program itself: what it is, what it has to say, its windows. */
export function appHandlers({
  about,
  hotkey,
  notices,
  openFolder,
  openWindow,
}: AppDependencies): DomainHandlers<'app' | 'window'> {
  return {
    'app.info': () => ({ ...about, hotkey: hotkey.status, notices: notices.list() }),
    'app.dismissNotice': ({ id }) => notices.dismiss(id),
    'app.openDataFolder': () => openFolder(about.dataFolder),
    'window.open': ({ section }) => openWindow(section),
  }
}
