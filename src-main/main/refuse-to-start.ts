import { app, dialog } from 'electron'
import { toErrorInfo } from '../../src-shared/rephlo-error.ts'

/** Says why the program cannot start, in a window and in the terminal, and ends it. */
export function refuseToStart(error: unknown): void {
  const { code, message } = toErrorInfo(error)
  const detail = code === 'internal' && error instanceof Error ? `\n${error.stack ?? ''}` : ''
  process.stderr.write(`${message}${detail}\n`)
  dialog.showErrorBox('Rephlo cannot start', message)
  app.exit(1)
}
