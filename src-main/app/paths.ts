import envPaths from 'env-paths'
import { join } from 'node:path'

/** Where a person's data lie when nothing else is asked for; the same for the app and the command line. */
export function defaultDataFolder(): string {
  return envPaths('Rephlo', { suffix: '' }).data
}

/** The log of this data folder. */
export function logFile(dataFolder: string): string {
  return join(dataFolder, 'logs', 'rephlo.log')
}
