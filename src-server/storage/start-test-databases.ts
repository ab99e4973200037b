import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

export interface TestDatabases {
  /** A superuser's address, to create databases with. */
  readonly postgresUrl: string
  readonly redisUrl: string
  readonly redisPort: number
  close(): Promise<void>
}

const startTimeoutMs = 30_000

/**
 * Starts a PostgreSQL and a Redis of their own on loopback, with their data in a
 * temporary folder. Throws when they are not installed.
 */
export async function startTestDatabases(): Promise<TestDatabases> {
  const folder = mkdtempSync(join(tmpdir(), 'rephlo-databases-'))
  const started: ChildProcess[] = []
  const close = async (): Promise<void> => {
    await Promise.all(started.map(stop))
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const [postgresPort, redisPort] = [await freePort(), await freePort()]
    started.push(startPostgres(join(folder, 'postgres'), postgresPort), startRedis(redisPort))
    await Promise.all([waitFor(postgresPort, started), waitFor(redisPort, started)])
    return {
      postgresUrl: `postgres://rephlo@127.0.0.1:${postgresPort}/postgres`,
      redisUrl: `redis://127.0.0.1:${redisPort}`,
      redisPort,
      close,
    }
  } catch (error) {
    await close()
    throw error
  }
}

/** PostgreSQL refuses to run as root, so root lends it the account that its package made. */
function startPostgres(folder: string, port: number): ChildProcess {
  const account = postgresAccount()
  if (account !== undefined) chownSync(join(folder, '..'), account.uid, account.gid)
  const made = spawnSync(
    postgresProgram('initdb'),
    ['-D', folder, '-U', 'rephlo', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C'],
    { ...account, encoding: 'utf8' },
  )
  if (made.status !== 0) throw new Error(`initdb failed: ${made.stderr}`)
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'fsync=off',
    'synchronous_commit=off',
    'full_page_writes=off',
    'max_connections=300',
    'shared_buffers=64MB',
  ]
  return spawn(
    postgresProgram('postgres'),
    ['-D', folder, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])],
    { ...account, stdio: 'ignore' },
  )
}

function startRedis(port: number): ChildProcess {
  return spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir()],
    { stdio: 'ignore' },
  )
}

function postgresAccount(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined
  const id = (flag: string): number =>
    Number(spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }).stdout)
  return { uid: id('-u'), gid: id('-g') }
}

function postgresProgram(name: string): string {
  const versions = existsSync('/usr/lib/postgresql')
    ? readdirSync('/usr/lib/postgresql').sort((a, b) => Number(b) - Number(a))
    : []
  return (
    versions
      .map((version) => join('/usr/lib/postgresql', version, 'bin', name))
      .find((path) => existsSync(path)) ?? name
  )
}

/** A port that is free at the moment. */
export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise<void>((resolve) => server.close(() => resolve()))
  return address === null || typeof address === 'string' ? 0 : address.port
}

async function waitFor(port: number, started: readonly ChildProcess[]): Promise<void> {
  const deadline = Date.now() + startTimeoutMs
  while (Date.now() < deadline) {
    if (await answers(port)) return
    if (started.some(({ exitCode, pid }) => exitCode !== null || pid === undefined)) break
    await sleep(50)
  }
  throw new Error(
    `No test database answers on port ${port}. Are the packages postgresql and redis-server installed?`,
  )
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    const end = (isOpen: boolean) => () => {
      socket.destroy()
      resolve(isOpen)
    }
    socket.once('connect', end(true)).once('error', end(false))
  })
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return
  const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
  // PostgreSQL's fast shutdown; Redis without a file to save just ends.
  child.kill('SIGINT')
  await Promise.race([gone, sleep(5_000).then(() => child.kill('SIGKILL'))])
}
