import { resolve } from 'node:path'
import type { ProviderId } from '../../src-shared/entities.ts'
import { vendorNames } from '../../src-shared/vendors/vendor-names.ts'
import {
  readCachingEnvironment,
  type CachingEnvironment,
} from '../caching/config/read-caching-environment.ts'
import { defaultDataFolder } from './paths.ts'

export type SessionType = 'x11' | 'wayland' | 'windows' | 'macos' | 'other'

/** Everything that the surroundings decide, read once at start. Contains keys: never log it. */
export interface Config {
  readonly dataFolder: string
  readonly environmentKeys: Readonly<Partial<Record<ProviderId, string>>>
  /** A token for the Dedicated API that is used instead of a login; on the command line alone. */
  readonly apiToken: string | undefined
  readonly sessionType: SessionType
  /** The X11 display and the Wayland socket of this session, where there are any. */
  readonly display: string | undefined
  readonly waylandDisplay: string | undefined
  /** Milliseconds between two words of the practice provider. */
  readonly practicePaceMs: number
  /** How many times longer than usual other programs may take to answer: above 1 on a slow, busy machine. */
  readonly patience: number
  /** What the surroundings say about caching; on the command line alone. */
  readonly caching: CachingEnvironment
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Reads the environment; a data folder from the command line wins over `REPHLO_DATA_DIR`. Throws `wrong_use`
 * for a caching variable whose value is not possible.
 */
export function readConfig(
  options: { readonly dataFolder?: string; readonly isCommandLine?: boolean } = {},
  environment: Environment = process.env,
): Config {
  const dataFolder =
    notEmpty(options.dataFolder) ?? notEmpty(environment.REPHLO_DATA_DIR) ?? defaultDataFolder()
  return {
    dataFolder: resolve(dataFolder),
    environmentKeys: readKeys(environment),
    apiToken: options.isCommandLine === true ? notEmpty(environment.REPHLO_API_TOKEN) : undefined,
    sessionType: sessionTypeOf(process.platform, environment),
    display: notEmpty(environment.DISPLAY),
    waylandDisplay: notEmpty(environment.WAYLAND_DISPLAY),
    caching: options.isCommandLine === true ? readCachingEnvironment(environment) : {},
    practicePaceMs: Number(notEmpty(environment.REPHLO_PRACTICE_PACE_MS) ?? 12),
    patience: Number(notEmpty(environment.REPHLO_PATIENCE) ?? 1),
  }
}

function readKeys(environment: Environment): Partial<Record<ProviderId, string>> {
  const keys = Object.entries(vendorNames).map(([provider, { keyVariables }]) => {
    const values = keyVariables.map((name) => notEmpty(environment[name]))
    return [provider, values.find((key) => key !== undefined)] as const
  })
  return Object.fromEntries(keys.filter(([, key]) => key !== undefined))
}

function sessionTypeOf(platform: NodeJS.Platform, environment: Environment): SessionType {
  if (platform === 'win32') return 'windows'
  if (platform === 'darwin') return 'macos'
  if (notEmpty(environment.WAYLAND_DISPLAY) !== undefined || environment.XDG_SESSION_TYPE === 'wayland')
    return 'wayland'
  return notEmpty(environment.DISPLAY) === undefined ? 'other' : 'x11'
}

function notEmpty(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim()
}
