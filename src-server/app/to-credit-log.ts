import type { CreditLog } from '../credits/credit-log.ts'
import type { Logger } from './logger.ts'

/** The store of credits logs as pino does: details first, and what was thrown as `err` among them. */
export function toCreditLog(log: Pick<Logger, 'warn' | 'error'>): CreditLog {
  return {
    warn: (details, message) => log.warn(message, { ...details }),
    error(details, message) {
      const { err, ...others } = { err: undefined, ...details }
      log.error(message, err, others)
    },
  }
}
