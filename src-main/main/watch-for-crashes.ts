import { app } from 'electron'
import type { Logger } from '../app/logger.ts'

/** Logs what nobody caught, and brings back a window whose process died. */
export function watchForCrashes(logger: Logger): void {
  process.on('uncaughtException', (error) => logger.error('Uncaught exception', error))
  process.on('unhandledRejection', (error) => logger.error('Unhandled rejection', error))
  app.on('render-process-gone', (_event, contents, details) => {
    logger.error('A window’s process ended', new Error(details.reason))
    if (details.reason !== 'clean-exit') contents.reload()
  })
}
