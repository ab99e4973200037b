import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { tmpdir } from 'node:os'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Redis } from 'ioredis'
import { openRedis } from '../storage/open-redis.ts'
import { freePort } from '../storage/start-test-databases.ts'

const startTimeoutMs = 10_000

/** A Redis of a test's own, which it may kill, halt and start again (empty). */
export interface TestRedis extends AsyncDisposable {
  readonly url: string
  connect(): Promise<Redis>
  kill(): Promise<void>
  restart(): Promise<void>
  /** Keeps its connections open and does not answer. */
  halt(): void
  goOn(): void
}

export async function startTestRedis(): Promise<TestRedis> {
  const port = await freePort()
  const url = `redis://127.0.0.1:${port}`
  const connections: Redis[] = []
  let child = await start(port, url)
  const kill = async (): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return {
    url,
    async connect() {
      const redis = await openRedis(url)
      connections.push(redis)
      return redis
    },
    kill,
    async restart() {
      child = await start(port, url)
    },
    halt: () => void child.kill('SIGSTOP'),
    goOn: () => void child.kill('SIGCONT'),
    async [Symbol.asyncDispose]() {
      for (const redis of connections) redis.disconnect()
      await kill()
    },
  }
}

async function start(port: number, url: string): Promise<ChildProcess> {
  const child = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', tmpdir()],
    { stdio: 'ignore' },
  )
  const deadline = Date.now() + startTimeoutMs
  for (;;) {
    try {
      const probe = await openRedis(url)
      await probe.ping()
      probe.disconnect()
      return child
    } catch (error) {
      if (Date.now() > deadline) throw error
      await sleep(20)
    }
  }
}
