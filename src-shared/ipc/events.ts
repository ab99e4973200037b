import type { HotkeyStatus, Notice, Settings } from '../entities.ts'
import type { RunEvent } from '../run-event.ts'
import type { AssistContext } from './contract.ts'

export type MainSection = 'start' | 'spaces' | 'commands' | 'savings' | 'settings'

/** What the main process announces to its windows. Events announce, they never steer the pipeline. */
export interface IpcEvents {
  /** The hotkey was pressed: the popup starts anew with this selection. */
  'assist.opened': AssistContext
  'assist.run': { readonly runId: string; readonly event: RunEvent }
  'settings.changed': Settings
  'spaces.changed': undefined
  'commands.changed': undefined
  /** A run was recorded. */
  'savings.changed': undefined
  'hotkey.changed': HotkeyStatus
  /** Who is logged in to the Dedicated API has changed. */
  'dedicated.changed': undefined
  /** Models or prices of a provider have changed. */
  'providers.changed': undefined
  'notice.added': Notice
  'window.navigate': { readonly section: MainSection }
}

export type IpcEventName = keyof IpcEvents
