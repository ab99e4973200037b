import { mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { destination, pino } from 'pino'
import { logFile } from './paths.ts'
import { redact } from './redact.ts'
import { printableText } from '../../src-shared/printable-text.ts'

const rotateAboveBytes = 5 * 1024 * 1024

/** The program's log. Details must hold no texts of the person; keys are redacted on the way out. */
export interface Logger {
  info(message: string, details?: Readonly<Record<string, unknown>>): void
  warn(message: string, details?: Readonly<Record<string, unknown>>): void
  error(message: string, error: unknown): void
  flush(): void
}

/**
 * Logs JSON lines to the data folder, or nowhere when that folder
 * cannot be written: logging must never stop the work.
 */
export function createLogger(dataFolder: string): Logger {
  const target = openTarget(logFile(dataFolder))
  const log = pino(
    { base: null, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (level) => ({ level }) } },
    target,
  )
  return {
    info: (message, details = {}) => log.info(details, message),
    warn: (message, details = {}) => log.warn(details, message),
    error: (message, error) => log.error({ error: describe(error) }, message),
    flush: () => target.flush(),
  }
}

interface Target {
  write(line: string): void
  flush(): void
}

function openTarget(file: string): Target {
  try {
    mkdirSync(dirname(file), { recursive: true })
    rotate(file)
    const stream = destination({ dest: file, sync: true })
    let usable = true
    // A full disk must not turn into a crash; the errors that matter are shown to the person instead.
    stream.on('error', () => {
      usable = false
    })
    return {
      write: (line) => {
        if (usable) stream.write(printableText(redact(line)))
      },
      flush: () => {
        if (usable) stream.flushSync()
      },
    }
  } catch {
    return { write: () => undefined, flush: () => undefined }
  }
}

function rotate(file: string): void {
  const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
  if (size > rotateAboveBytes) renameSync(file, `${file}.1`)
}

function describe(error: unknown): unknown {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? error.code : undefined
  return {
    name: error.name,
    code,
    message: error.message,
    stack: error.stack,
    cause: error.cause === undefined ? undefined : describe(error.cause),
  }
}
