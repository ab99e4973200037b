import { setTimeout as sleep } from 'node:timers/promises'
import { describe, expect, test } from 'vitest'
import { openTestStorage, testModes, type TestStorage } from '../storage/open-test-storage.ts'
import type { UsageTable } from '../storage/schema.ts'
import type { KeptAnswer } from './answer-cache.ts'
import { createIdempotency, type Idempotency } from './create-idempotency.ts'
import { readIdempotencyKey } from './read-idempotency-key.ts'

const never = new AbortController().signal
const answer: KeptAnswer = {
  completion: {
    id: 'a',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
  },
  credits: 3,
}
const first = { userId: 'u1', key: 'k', bodyHash: 'h', requestId: 'r1' }
const second = { ...first, requestId: 'r2' }
const day = 24 * 3_600_000

interface TestIdempotency extends AsyncDisposable {
  readonly idempotency: Idempotency
  /** As another instance has it. */
  readonly other: Idempotency
  readonly clock: { now: number }
  readonly opened: TestStorage
}

async function open(mode: (typeof testModes)[number], waitMs = 60): Promise<TestIdempotency> {
  const opened = await openTestStorage(mode)
  const clock = { now: 1_700_000_000_000 }
  const create = (): Idempotency =>
    createIdempotency({ storage: opened.storage, memory: opened.memory, now: () => clock.now, waitMs })
  const [idempotency, other] = [create(), create()]
  const user = {
    id: 'u1',
    email: 'u1@example.com',
    password_hash: '-',
    role: 'user' as const,
    tier: 'standard',
    status: 'active' as const,
    balance: 100,
    created_at: 1,
  }
  await opened.storage.database.insertInto('users').values(user).execute()
  return {
    idempotency,
    other,
    clock,
    opened,
    [Symbol.asyncDispose]: async () => await opened[Symbol.asyncDispose](),
  }
}

async function hold({ opened }: TestIdempotency, requestId: string): Promise<() => Promise<void>> {
  const { database } = opened.storage
  await database
    .insertInto('holds')
    .values({
      request_id: requestId,
      user_id: 'u1',
      amount: 1,
      instance_id: 'i',
      created_at: 1,
      provider: 'p',
      model: 'm',
      streamed: 0,
    })
    .execute()
  return async () => {
    await database.deleteFrom('holds').where('request_id', '=', requestId).execute()
  }
}

async function settle(
  { opened }: TestIdempotency,
  requestId: string,
  status: UsageTable['status'],
  credits: number,
): Promise<void> {
  const row = {
    request_id: requestId,
    user_id: 'u1',
    at: 1,
    provider: 'p',
    model: 'm',
    status,
    streamed: 0,
    answer_cached: 0,
    answer_cache_missed: 0,
    credits,
    estimated: 0,
    breakpoints: 0,
    latency_ms: 1,
  }
  await opened.storage.database.insertInto('usage').values(row).execute()
}

const inProgress = { status: 409, code: 'idempotency_in_progress', options: { retryAfterSeconds: 5 } }

describe.each(testModes)('%s', (mode) => {
  test('what was answered once is answered again, under the first id', async () => {
    await using at = await open(mode)
    expect(await at.idempotency.begin(first, never)).toEqual({ kind: 'run' })
    await at.idempotency.finish(first, answer)
    expect(await at.idempotency.begin(second, never)).toEqual({ kind: 'replay', answer, requestId: 'r1' })
    at.clock.now += day - 1
    expect(await at.idempotency.begin(second, never)).toMatchObject({ kind: 'replay' })
    at.clock.now += 1
    expect(await at.idempotency.begin(second, never)).toEqual({ kind: 'run' })
  })

  test('of twenty at once one runs, over two instances as well, and all others get its answer', async () => {
    await using at = await open(mode, 120_000)
    const kinds = await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        const request = { ...first, requestId: `r${index}` }
        // Without Redis each instance keeps its own answers.
        const instance = index % 2 === 0 || mode === 'embedded' ? at.idempotency : at.other
        const { kind } = await instance.begin(request, never)
        if (kind === 'run') {
          await sleep(100)
          await instance.finish(request, answer)
        }
        return kind
      }),
    )
    expect(kinds.filter((kind) => kind === 'run')).toHaveLength(1)
  })

  test('another body under the key is refused, whether the first runs or is done; another user’s key is another', async () => {
    await using at = await open(mode)
    await at.idempotency.begin(first, never)
    const reused = expect.objectContaining({ status: 422, code: 'idempotency_key_reused' }) as Error
    await expect(at.idempotency.begin({ ...second, bodyHash: 'other' }, never)).rejects.toThrow(reused)
    await at.idempotency.finish(first, answer)
    await expect(at.other.begin({ ...second, bodyHash: 'other' }, never)).rejects.toThrow(reused)
    expect(await at.idempotency.begin({ ...second, userId: 'u2', bodyHash: 'other' }, never)).toEqual({
      kind: 'run',
    })
  })

  test('a repetition waits for a while, and leaves with its client', async () => {
    await using at = await open(mode)
    await at.idempotency.begin(first, never)
    await hold(at, 'r1')
    at.clock.now += 3_600_000
    await expect(at.idempotency.begin(second, never)).rejects.toMatchObject(inProgress)
    const leaver = new AbortController()
    const leaving = createIdempotency({
      storage: at.opened.storage,
      memory: at.opened.memory,
      now: () => at.clock.now,
    }).begin(second, leaver.signal)
    setTimeout(() => leaver.abort(new Error('gone')), 20)
    await expect(leaving).rejects.toThrow('gone')
  })

  test('a request that failed free of charge leaves its key free', async () => {
    await using at = await open(mode)
    await at.idempotency.begin(first, never)
    await at.idempotency.fail(first)
    expect(await at.idempotency.begin(second, never)).toEqual({ kind: 'run' })
    await settle(at, 'r2', 'failed', 0)
    expect(await at.other.begin({ ...first, requestId: 'r3' }, never)).toEqual({ kind: 'run' })
  })

  test('one that failed after it was charged is never run again', async () => {
    await using at = await open(mode)
    await at.idempotency.begin(first, never)
    const release = await hold(at, 'r1')
    await at.idempotency.fail(first)
    await expect(at.idempotency.begin(second, never)).rejects.toMatchObject(inProgress)
    await settle(at, 'r1', 'cancelled', 2)
    await release()
    await at.idempotency.fail(first)
    at.clock.now += 3_600_000
    const replayed = expect.objectContaining({
      status: 409,
      code: 'idempotency_replayed',
      message: expect.stringContaining('r1') as string,
    }) as Error
    await expect(at.idempotency.begin(second, never)).rejects.toThrow(replayed)
  })

  test('an answer that is no longer kept is told, not bought again', async () => {
    await using at = await open(mode)
    await at.idempotency.begin(first, never)
    await at.idempotency.finish(first)
    await expect(at.idempotency.begin(second, never)).rejects.toMatchObject({
      status: 409,
      code: 'idempotency_replayed',
    })
  })

  test('what a process left that died is taken over: before its hold after half a minute, after its hold when that is freed', async () => {
    await using at = await open(mode)
    await at.idempotency.begin(first, never)
    at.clock.now += 29_999
    await expect(at.other.begin(second, never)).rejects.toMatchObject(inProgress)
    at.clock.now += 1
    expect(await at.other.begin(second, never)).toEqual({ kind: 'run' })
    const release = await hold(at, 'r2')
    await release()
    await settle(at, 'r2', 'lost', 0)
    expect(await at.other.begin({ ...first, requestId: 'r3' }, never)).toEqual({ kind: 'run' })
  })

  test('a request whose key was taken over changes nothing any more', async () => {
    await using at = await open(mode)
    await at.idempotency.begin(first, never)
    at.clock.now += 30_000
    await at.other.begin(second, never)
    await at.idempotency.fail(first)
    await at.idempotency.finish(first, answer)
    await expect(at.other.begin({ ...first, requestId: 'r3' }, never)).rejects.toMatchObject(inProgress)
  })

  test('twenty that find a dead request do not all take it over', async () => {
    await using at = await open(mode)
    await at.idempotency.begin(first, never)
    at.clock.now += 30_000
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? at.idempotency : at.other).begin({ ...first, requestId: `later ${index}` }, never),
      ),
    )
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  test('purge forgets what has expired, but nothing that still runs', async () => {
    await using at = await open(mode)
    for (const requestId of ['r1', 'r2', 'r3'])
      await at.idempotency.begin({ ...first, key: requestId, requestId }, never)
    await hold(at, 'r2')
    at.clock.now += day - 1
    expect(await at.idempotency.purge()).toBe(0)
    await at.idempotency.finish({ ...first, key: 'r3', requestId: 'r3' }, answer)
    at.clock.now += 1
    expect(await at.idempotency.purge()).toBe(1)
    const left = await at.opened.storage.database
      .selectFrom('idempotency')
      .select('key')
      .orderBy('key')
      .execute()
    expect(left.map(({ key }) => key)).toEqual(['r2', 'r3'])
  })
})

test.each(['', ' ', 'two words', 'ä', 'x'.repeat(256), 'line\nbreak'])('the key %j is refused', (key) => {
  expect(() => readIdempotencyKey(key)).toThrow(
    expect.objectContaining({ status: 400, code: 'invalid_header' }) as Error,
  )
})

test('a UUID, the longest key and none are taken', () => {
  const keys = ['7cc05ad0-193a-5c1a', '~!'.repeat(127) + 'x', undefined]
  expect(keys.map(readIdempotencyKey)).toEqual(keys)
})
