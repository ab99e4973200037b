import { Command, InvalidArgumentError, Option } from 'commander'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { vendorNames } from '../../src-shared/vendors/vendor-names.ts'
import type { RateClass } from '../rate-limit/rate-limiter.ts'
import { upstreamIds, type UpstreamId } from '../upstream/upstream.ts'
import { refuseOpenKey } from './refuse-open-key.ts'
import { servingOptions, toOption } from './serving-options.ts'

/** How a vendor is reached; holds a key: never log it. */
export interface VendorAccess {
  readonly apiKey: string
  readonly baseUrl: string | undefined
}

/** What flags and environment decide, read once. Holds secrets: never log it. Times are milliseconds. */
export interface GatewayConfig {
  readonly host: string
  readonly port: number
  readonly dataFolder: string
  readonly databaseUrl: string | undefined
  readonly redisUrl: string | undefined
  /** Keeps several gateways apart in one Redis. */
  readonly redisPrefix: string
  /** Whether `x-forwarded-for` is believed: only behind a proxy of one's own. */
  readonly trustProxy: boolean
  /** At least 32 characters; absent: made once and kept in the data folder. */
  readonly signingSecret: string | undefined
  readonly vendors: Readonly<Partial<Record<UpstreamId, VendorAccess>>>
  readonly upstreamTimeoutMs: number
  readonly margin: number
  readonly limits: Readonly<Record<RateClass, number>>
  readonly answerCacheTtlMs: number
  readonly answerCacheBytes: number
  /** The limit of an answer whose request names none. */
  readonly defaultOutputTokens: number
  readonly maximumBodyBytes: number
  readonly historyDays: number
  readonly accessTokenSeconds: number
  /** How long open streams may go on after a signal to stop. */
  readonly drainMs: number
  readonly logLevel: string
  /** The built admin page. */
  readonly adminPageFolder: string
}

type Environment = Readonly<Record<string, string | undefined>>

interface Values {
  readonly host: string
  readonly port: number
  readonly dataDir: string
  readonly databaseUrl?: string
  readonly redisUrl?: string
  readonly redisPrefix: string
  readonly trustProxy: boolean
  readonly margin: number
  readonly rateLimitLlm: number
  readonly rateLimitStandard: number
  readonly rateLimitExpensive: number
  readonly answerCacheTtl: number
  readonly answerCacheMb: number
  readonly defaultMaxTokens: number
  readonly maxBodyMb: number
  readonly historyDays: number
  readonly upstreamTimeout: number
  readonly accessTokenSeconds: number
  readonly drain: number
  readonly logLevel: string
}

/** Adds the options that say where the data lie; each can also be given as an environment variable. */
export function withPlace(command: Command): Command {
  return command
    .addOption(
      new Option('--data-dir <folder>', 'where the database and the signing key lie')
        .env('REPHLO_SERVER_DATA_DIR')
        .default(join(homedir(), '.rephlo-server')),
    )
    .addOption(
      new Option('--database-url <url>', 'PostgreSQL instead of SQLite (postgres://…)').env('DATABASE_URL'),
    )
    .addOption(
      new Option(
        '--redis-url <url>',
        'Redis for sessions, limits and answers, shared by several instances (redis://…)',
      ).env('REDIS_URL'),
    )
    .addOption(
      new Option('--redis-prefix <text>', 'keeps several gateways apart in one Redis')
        .env('REDIS_PREFIX')
        .default('rephlo:'),
    )
}

/** Adds the options of a running server. */
export function withServing(command: Command): Command {
  return servingOptions.reduce((all, option) => all.addOption(toOption(option)), withPlace(command))
}

/** Secrets, which are no flags: the list of processes would show them. */
export const environmentHelp = `
Environment alone:
  ANTHROPIC_API_KEY, OPENAI_API_KEY,    the vendors' keys; a vendor without one
  GEMINI_API_KEY (or GOOGLE_API_KEY)    is not offered
  ANTHROPIC_BASE_URL, OPENAI_BASE_URL,  other addresses of the vendors
  GEMINI_BASE_URL
  JWT_SECRET                            signs tokens; at least 32 characters, the
                                        same on every instance; without it a key
                                        is made and kept in the data folder

Prints one JSON line on standard output when it listens, and logs JSON lines on
standard error. Exit codes: 0 stopped, 1 failed, 2 wrong use.`

/**
 * Turns parsed options and the vendors' variables into the configuration.
 * Throws InvalidArgumentError for what cannot be.
 */
export function toConfig(values: Values, environment: Environment = process.env): GatewayConfig {
  return {
    host: values.host,
    port: values.port,
    ...toPlace(values, environment),
    trustProxy: values.trustProxy,
    vendors: readVendors(environment),
    upstreamTimeoutMs: values.upstreamTimeout * 1_000,
    margin: values.margin,
    limits: {
      llm: values.rateLimitLlm,
      standard: values.rateLimitStandard,
      expensive: values.rateLimitExpensive,
    },
    answerCacheTtlMs: values.answerCacheTtl * 1_000,
    answerCacheBytes: values.answerCacheMb * 1024 * 1024,
    defaultOutputTokens: values.defaultMaxTokens,
    maximumBodyBytes: values.maxBodyMb * 1024 * 1024,
    historyDays: values.historyDays,
    accessTokenSeconds: values.accessTokenSeconds,
    drainMs: values.drain * 1_000,
    logLevel: values.logLevel,
    adminPageFolder: adminPageFolder(),
  }
}

export type PlaceConfig = Pick<
  GatewayConfig,
  'dataFolder' | 'databaseUrl' | 'redisUrl' | 'redisPrefix' | 'signingSecret'
>

/** The part that commands beside the server need. */
export function toPlace(
  values: Pick<Values, 'dataDir' | 'databaseUrl' | 'redisUrl' | 'redisPrefix'>,
  environment: Environment = process.env,
): PlaceConfig {
  const signingSecret = notEmpty(environment.JWT_SECRET)
  if (signingSecret !== undefined && signingSecret.length < 32)
    throw new InvalidArgumentError(
      'JWT_SECRET is too short: give at least 32 random characters, the same on every instance.',
    )
  return {
    dataFolder: resolve(values.dataDir),
    databaseUrl: checkUrl('--database-url', values.databaseUrl, ['postgres:', 'postgresql:']),
    redisUrl: checkUrl('--redis-url', values.redisUrl, ['redis:', 'rediss:']),
    redisPrefix: values.redisPrefix,
    signingSecret,
  }
}

/** Beside the bundle (dist/server/bin), or, when the sources run, where the build puts it. */
function adminPageFolder(): string {
  const isBundle = import.meta.dirname.endsWith(join('server', 'bin'))
  return isBundle
    ? join(import.meta.dirname, '..', 'admin')
    : join(import.meta.dirname, '..', '..', 'dist', 'server', 'admin')
}

/** A vendor without a key is not offered. */
function readVendors(environment: Environment): Partial<Record<UpstreamId, VendorAccess>> {
  const vendors = upstreamIds.flatMap((id) => {
    const { keyVariables } = vendorNames[id]
    const apiKey = keyVariables.map((name) => notEmpty(environment[name])).find((key) => key !== undefined)
    const baseUrl = checkUrl(
      `${id.toUpperCase()}_BASE_URL`,
      notEmpty(environment[`${id.toUpperCase()}_BASE_URL`]),
      ['http:', 'https:'],
    )
    if (apiKey === undefined) return []
    refuseOpenKey(`${id.toUpperCase()}_BASE_URL`, baseUrl)
    return [[id, { apiKey, baseUrl }] as const]
  })
  return Object.fromEntries(vendors)
}

/** The value is not repeated: it may hold a password. */
function checkUrl(name: string, value: string | undefined, protocols: readonly string[]): string | undefined {
  if (notEmpty(value) === undefined) return undefined
  const protocol = URL.parse(value ?? '')?.protocol
  if (protocol === undefined || !protocols.includes(protocol))
    throw new InvalidArgumentError(
      `${name} is not an address that begins with ${protocols.map((each) => `${each}//`).join(' or ')}.`,
    )
  return value
}

function notEmpty(value: string | undefined): string | undefined {
  return value === undefined || value.trim() === '' ? undefined : value.trim()
}
