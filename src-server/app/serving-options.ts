import { InvalidArgumentError, Option } from 'commander'

/** An option of a running server; each can also be given as an environment variable. */
interface ServingOption {
  readonly flags: string
  readonly words: string
  readonly variable: string
  readonly usual: string | number | boolean
  /** Throws InvalidArgumentError for what cannot be. */
  readonly read?: (text: string) => unknown
  readonly choices?: readonly string[]
  /** The value of the flag alone. */
  readonly preset?: string
}

export const servingOptions: readonly ServingOption[] = [
  {
    flags: '--host <address>',
    words: 'address to listen on',
    variable: 'HOST',
    usual: '127.0.0.1',
  },
  {
    flags: '--port <number>',
    words: 'port to listen on; 0 takes a free one',
    variable: 'PORT',
    usual: 8787,
    read: whole(0, 65_535),
  },
  {
    flags: '--trust-proxy [yes]',
    words: 'believe x-forwarded-for (behind your own balancer only)',
    variable: 'TRUST_PROXY',
    usual: false,
    read: yesOrNo,
    preset: 'true',
  },
  {
    flags: '--margin <factor>',
    words: 'what a vendor dollar costs your users',
    variable: 'CREDIT_MARGIN',
    usual: 1.5,
    read: margin,
  },
  {
    flags: '--rate-limit-llm <number>',
    words: 'LLM calls a minute and user',
    variable: 'RATE_LIMIT_LLM',
    usual: 20,
    read: whole(1, 1_000_000),
  },
  {
    flags: '--rate-limit-standard <number>',
    words: 'other requests a minute and user or address',
    variable: 'RATE_LIMIT_STANDARD',
    usual: 100,
    read: whole(1, 1_000_000),
  },
  {
    flags: '--rate-limit-expensive <number>',
    words: 'logins and reports a minute and user or address',
    variable: 'RATE_LIMIT_EXPENSIVE',
    usual: 10,
    read: whole(1, 1_000_000),
  },
  {
    flags: '--answer-cache-ttl <seconds>',
    words: 'how long answers are kept',
    variable: 'ANSWER_CACHE_TTL',
    usual: 3_600,
    read: whole(1, 2_592_000),
  },
  {
    flags: '--answer-cache-mb <number>',
    words: 'memory for answers without Redis',
    variable: 'ANSWER_CACHE_MB',
    usual: 8,
    read: whole(1, 65_536),
  },
  {
    flags: '--default-max-tokens <number>',
    words: 'limit of answers whose request names none',
    variable: 'DEFAULT_MAX_TOKENS',
    usual: 8_192,
    read: whole(1, 1_000_000),
  },
  {
    flags: '--max-body-mb <number>',
    words: 'largest request body',
    variable: 'MAX_BODY_MB',
    usual: 8,
    read: whole(1, 256),
  },
  {
    flags: '--history-days <number>',
    words: 'how long single calls are kept; daily sums stay',
    variable: 'HISTORY_DAYS',
    usual: 400,
    read: whole(1, 36_500),
  },
  {
    flags: '--upstream-timeout <seconds>',
    words: 'how long a vendor may stay silent',
    variable: 'UPSTREAM_TIMEOUT',
    usual: 600,
    read: between(0.05, 3_600),
  },
  {
    flags: '--access-token-seconds <number>',
    words: 'life of an access token',
    variable: 'ACCESS_TOKEN_SECONDS',
    usual: 900,
    read: whole(1, 86_400),
  },
  {
    flags: '--drain <seconds>',
    words: 'how long open streams may go on when the server stops',
    variable: 'DRAIN_SECONDS',
    usual: 30,
    read: between(0, 3_600),
  },
  {
    flags: '--log-level <level>',
    words: 'what is logged to standard error',
    variable: 'LOG_LEVEL',
    usual: 'info',
    choices: ['fatal', 'error', 'warn', 'info', 'debug', 'silent'],
  },
]

export function toOption({ flags, words, variable, usual, read, choices, preset }: ServingOption): Option {
  const option = new Option(flags, words).env(variable)
  if (preset !== undefined) option.preset(preset)
  option.default(usual)
  if (read !== undefined) option.argParser(read)
  if (choices !== undefined) option.choices(choices)
  return option
}

/** What stands in a variable counts, not that it is there: `TRUST_PROXY=false` must not believe anybody. */
function yesOrNo(text: string): boolean {
  const value = text.trim().toLowerCase()
  if (['true', '1', 'yes', 'on'].includes(value)) return true
  if (['false', '0', 'no', 'off', ''].includes(value)) return false
  throw new InvalidArgumentError('It must be true or false.')
}

function whole(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isInteger(value) || value < least || value > most)
      throw new InvalidArgumentError(`It must be a whole number from ${least} to ${most}.`)
    return value
  }
}

/** Charges and listed prices count margins in thousandths, so that both say the same. */
function margin(text: string): number {
  const value = between(0.001, 1_000)(text)
  if (Math.abs(Math.round(value * 1_000) - value * 1_000) > 1e-6)
    throw new InvalidArgumentError('It must have at most three decimals.')
  return value
}

function between(least: number, most: number): (text: string) => number {
  return (text) => {
    const value = Number(text)
    if (text.trim() === '' || !Number.isFinite(value) || value < least || value > most)
      throw new InvalidArgumentError(`It must be a number from ${least} to ${most}.`)
    return value
  }
}
