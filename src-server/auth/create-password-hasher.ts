import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto'
import { createQueue } from './create-queue.ts'

interface Parameters {
  /** log2 of scrypt's N. */
  readonly ln: number
  readonly r: number
  readonly p: number
}

/**
 * OWASP's scrypt minimum with N = 2^15 (Password Storage Cheat Sheet): 32 MiB and 0.25 s each. N = 2^14
 * with p = 5 is as strong, but glibc keeps blocks of 16 MiB (measured: 64 MiB held for good after
 * twenty logins), while those of 32 go back at once.
 */
const current: Parameters = { ln: 15, r: 8, p: 3 }
/** Two of them take 64 MiB for a moment, and leave two of libuv's four threads to files and names. */
const atOnce = 2
/** The last in line waits about 6 s. */
const longestQueue = 50
const saltBytes = 16
const hashBytes = 32

interface ParsedHash {
  readonly parameters: Parameters
  readonly salt: Buffer
  readonly hash: Buffer
}

export interface PasswordVerdict {
  readonly isRight: boolean
  /** True when the hash was made with other parameters than today's, so that it should be made anew. */
  readonly isOutdated: boolean
}

/**
 * Hashes passwords with scrypt, a few at a time. Both methods throw
 * ApiError 503 `server_busy` when too many wait.
 */
export interface PasswordHasher {
  /** In PHC format, with its parameters: `$scrypt$ln=15,r=8,p=3$<salt>$<hash>`. */
  hash(password: string): Promise<string>
  /** Takes as long for an absent hash (of an unknown user) as for one that is there. */
  verify(password: string, stored: string | undefined): Promise<PasswordVerdict>
}

export function createPasswordHasher(): PasswordHasher {
  const queued = createQueue({ atOnce, longest: longestQueue })
  const nobody: ParsedHash = {
    parameters: current,
    salt: randomBytes(saltBytes),
    hash: randomBytes(hashBytes),
  }
  return {
    async hash(password) {
      const salt = randomBytes(saltBytes)
      return format(current, salt, await queued(() => derive(password, salt, current)))
    },
    async verify(password, stored) {
      const known = parse(stored)
      const { parameters, salt, hash } = known ?? nobody
      const derived = await queued(() => derive(password, salt, parameters))
      const isRight = timingSafeEqual(derived, hash) && known !== undefined
      return {
        isRight,
        isOutdated: isRight && format(parameters, salt, hash) !== format(current, salt, hash),
      }
    },
  }
}

function derive(password: string, salt: Buffer, { ln, r, p }: Parameters): Promise<Buffer> {
  const cost = 2 ** ln
  return new Promise((resolve, reject) => {
    // The same text can be typed as different bytes on different systems.
    scrypt(
      password.normalize('NFKC'),
      salt,
      hashBytes,
      { N: cost, r, p, maxmem: 2 * 128 * cost * r },
      (error, key) => (error === null ? resolve(key) : reject(error)),
    )
  })
}

function format({ ln, r, p }: Parameters, salt: Buffer, hash: Buffer): string {
  return `$scrypt$ln=${ln},r=${r},p=${p}$${salt.toString('base64url')}$${hash.toString('base64url')}`
}

function parse(stored: string | undefined): ParsedHash | undefined {
  const [, ln, r, p, salt = '', hash = ''] =
    /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w-]+)\$([\w-]{43})$/.exec(stored ?? '') ?? []
  if (ln === undefined) return undefined
  return {
    parameters: { ln: Number(ln), r: Number(r), p: Number(p) },
    salt: Buffer.from(salt, 'base64url'),
    hash: Buffer.from(hash, 'base64url'),
  }
}
