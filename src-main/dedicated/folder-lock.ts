import { randomUUID } from 'node:crypto'
import { link, open, readFile, rename, stat, unlink, utimes } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { RephloError } from '../../src-shared/rephlo-error.ts'

export interface FolderLockOptions {
  /** A lock that its owner has not touched for longer was left behind by one that died. */
  readonly staleMs?: number
  /** How long to wait for another owner. */
  readonly patienceMs?: number
}

const fileName = 'dedicated-login.lock'
const pollMs = 50

/**
 * Does `work` while no other process does under the same lock: a file that is created exclusively,
 * touched while `work` goes on, and taken over when it is stale. Where the folder cannot be written,
 * `work` is done without: then nobody else can be kept out. Throws what `work` throws, and `timeout`
 * when another process holds the lock for too long.
 */
export async function withFolderLock<Result>(
  folder: string,
  work: () => Promise<Result>,
  { staleMs = 15_000, patienceMs = 25_000 }: FolderLockOptions = {},
): Promise<Result> {
  const file = join(folder, fileName)
  const owner = randomUUID()
  const isHeld = await acquire(file, owner, staleMs, patienceMs)
  const heart = isHeld ? setInterval(() => void touch(file), staleMs / 4).unref() : undefined
  try {
    return await work()
  } finally {
    clearInterval(heart)
    if (isHeld) await release(file, owner)
  }
}

/** Resolves to false where no lock can be made. */
async function acquire(file: string, owner: string, staleMs: number, patienceMs: number): Promise<boolean> {
  const until = performance.now() + patienceMs
  for (;;) {
    const outcome = await create(file, owner)
    if (outcome !== 'taken') return outcome === 'made'
    if (await removeStale(file, staleMs)) continue
    if (performance.now() > until)
      throw new RephloError('timeout', 'Another Rephlo renews the login for too long. Try again.', {
        retryable: true,
      })
    await sleep(pollMs)
  }
}

async function create(file: string, owner: string): Promise<'made' | 'taken' | 'impossible'> {
  try {
    const handle = await open(file, 'wx', 0o600)
    try {
      await handle.writeFile(owner)
    } finally {
      await handle.close()
    }
    return 'made'
  } catch (error) {
    return codeOf(error) === 'EEXIST' ? 'taken' : 'impossible'
  }
}

/**
 * Moves a lock aside that nobody touches any more. Another process may have put its own in place since it was
 * looked at: what was moved is compared, and put back when it is not the one that was stale.
 */
async function removeStale(file: string, staleMs: number): Promise<boolean> {
  try {
    const { mtimeMs } = await stat(file)
    if (Date.now() - mtimeMs < staleMs) return false
    const staleOwner = await readFile(file, 'utf8')
    const aside = `${file}.${randomUUID()}`
    await rename(file, aside)
    if ((await readFile(aside, 'utf8')) !== staleOwner) await link(aside, file).catch(() => undefined)
    await unlink(aside)
    return true
  } catch {
    // It is gone, or somebody else took it away: what is there now is looked at anew.
    return false
  }
}

async function touch(file: string): Promise<void> {
  const now = new Date()
  await utimes(file, now, now).catch(() => undefined)
}

async function release(file: string, owner: string): Promise<void> {
  try {
    if ((await readFile(file, 'utf8')) === owner) await unlink(file)
  } catch {
    // Taken over by another process, whose lock it is then.
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
