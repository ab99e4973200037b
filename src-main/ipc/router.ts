import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron'
import { eventChannel, invokeChannel, type IpcResult } from '../../src-shared/ipc/bridge.ts'
import type { IpcEventName, IpcEvents } from '../../src-shared/ipc/events.ts'
import { answerRequest } from './answer-request.ts'
import type { IpcHandlers } from './ipc-handlers.ts'

const refused: IpcResult = {
  ok: false,
  error: { code: 'forbidden', message: 'This window may not talk to Rephlo.', retryable: false },
}

/** Serves the contract to the app's own windows. `isOwn` decides on the sender of every single message. */
export function serveIpc(
  handlers: IpcHandlers,
  isOwn: (event: IpcMainInvokeEvent) => boolean,
  report: (route: string, error: unknown) => void,
): Disposable {
  ipcMain.handle(invokeChannel, (event, route: unknown, input: unknown) => {
    if (isOwn(event)) return answerRequest(handlers, route, input, report)
    report(String(route), new Error('A message from a foreign frame was refused'))
    return refused
  })
  return { [Symbol.dispose]: () => ipcMain.removeHandler(invokeChannel) }
}

/** Announces something to one window. */
export function announceTo<Name extends IpcEventName>(
  contents: WebContents,
  name: Name,
  payload: IpcEvents[Name],
): void {
  if (!contents.isDestroyed()) contents.send(eventChannel, name, payload)
}
