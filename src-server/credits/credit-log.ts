/** Where the store tells of what goes wrong in the background; a logger of pino fits. */
export interface CreditLog {
  warn(details: object, message: string): void
  error(details: object, message: string): void
}

export const silentLog: CreditLog = { warn: () => undefined, error: () => undefined }
