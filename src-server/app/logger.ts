import { destination, pino } from 'pino'
import { redactSecrets } from '../../src-shared/redact-secrets.ts'

/**
 * The gateway's log: JSON lines on standard error. Details hold no
 * texts of users; what looks like a key is taken out.
 */
export interface Logger {
  info(message: string, details?: Readonly<Record<string, unknown>>): void
  warn(message: string, details?: Readonly<Record<string, unknown>>): void
  error(message: string, error: unknown, details?: Readonly<Record<string, unknown>>): void
  flush(): void
}

/**
 * Bytes that are gathered before they are written; what is gathered goes out at the latest after `flushMs`.
 */
const bufferBytes = 8_192
const flushMs = 500

/**
 * Writes without waiting, so that a slow reader of the log never slows
 * an answer; warnings and errors go out at once.
 */
export function createLogger(level: string): Logger & Disposable {
  const target = destination({ dest: 2, sync: false, minLength: bufferBytes })
  // A log that cannot be written must not end the service.
  target.on('error', () => undefined)
  const log = pino(
    {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (name) => ({ level: name }) },
    },
    target,
  )
  const flush = (): void => {
    try {
      target.flushSync()
    } catch {
      // Not open yet: it flushes when it is.
      target.flush()
    }
  }
  const timer = setInterval(() => target.flush(), flushMs).unref()
  return {
    info: (message, details = {}) => log.info(details, message),
    warn(message, details = {}) {
      log.warn(details, message)
      target.flush()
    },
    error(message, error, details = {}) {
      log.error(error === undefined ? details : { ...details, error: describe(error) }, message)
      target.flush()
    },
    flush,
    [Symbol.dispose]() {
      clearInterval(timer)
      flush()
    },
  }
}

/** Causes may lead in a circle. */
const deepestCause = 5

function describe(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return redactSecrets(String(error), undefined)
  const code = 'code' in error ? error.code : undefined
  const stack = error.stack === undefined ? undefined : redactSecrets(error.stack, undefined)
  return {
    name: error.name,
    code,
    message: redactSecrets(error.message, undefined),
    stack,
    cause: error.cause === undefined || depth >= deepestCause ? undefined : describe(error.cause, depth + 1),
  }
}
