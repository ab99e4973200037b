import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { hostname } from 'node:os'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testModes } from '../storage/open-test-storage.ts'
import { readBooks } from './__fixtures__/books.ts'
import { holdFor, recordOf, testTime } from './__fixtures__/calls.ts'
import { instanceId, openCredits, type TestCredits } from './__fixtures__/open-credits.ts'
import { createCreditStore } from './create-credit-store.ts'
import { newInstanceId } from './instance-id.ts'

const script = fileURLToPath(new URL('__fixtures__/hold-until-killed.ts', import.meta.url))

/** Starts a process that holds a credit for each of its calls, and waits until it does. */
async function startHolder({ place }: TestCredits, user: string, count: number): Promise<ChildProcess> {
  const child = spawn(
    process.execPath,
    [script, place.dataFolder, place.databaseUrl ?? '', user, String(count)],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  await once(child.stdout, 'data')
  return child
}

describe.each(testModes)('%s', (mode) => {
  test('what a killed process held comes back exactly once, when several instances recover at the same moment', async () => {
    await using opened = await openCredits(mode, 2)
    const [first, second = first] = opened.stores
    const user = await opened.addUser(50)
    // Made first, so that its own look for gone instances is over before there is one.
    const here = createCreditStore({
      storage: opened.storage,
      instance: { id: 'here', host: hostname(), pid: process.pid },
      now: () => testTime,
    })
    const child = await startHolder(opened, user, 40)
    expect(await here.recover()).toBe(0)
    expect(await here.balanceOf(user)).toEqual({ balance: 10, held: 40 })
    const isGone = once(child, 'exit')
    child.kill('SIGKILL')
    await isGone
    // The two others are on other hosts: they can tell only by the heartbeat.
    await opened.storage.database
      .updateTable('instances')
      .set({ heartbeat_at: 0 })
      .where('id', 'like', 'child-%')
      .execute()
    const freed = await Promise.all([first.recover(), second.recover(), here.recover(), here.recover()])
    expect(freed.reduce((sum, each) => sum + each, 0)).toBe(40)
    expect(await readBooks(opened.storage, user)).toEqual({
      balance: 50,
      granted: 50,
      charged: 0,
      held: 0,
      dailyDifferences: [],
    })
    expect(
      await opened.storage.database
        .selectFrom('usage')
        .select(['status', 'provider', 'model', 'streamed', 'vendor_cost', 'error_code'])
        .distinct()
        .execute(),
    ).toEqual([
      {
        status: 'lost',
        provider: 'anthropic',
        model: 'claude-haiku-5-5',
        streamed: 1,
        vendor_cost: null,
        error_code: 'instance_lost',
      },
    ])
    expect(
      await opened.storage.database
        .selectFrom('instances')
        .select('id')
        .where('id', 'like', 'child-%')
        .execute(),
    ).toEqual([])
    await here.close()
  })

  test('a process on this machine is known to be dead at once, without waiting for its heartbeat', async () => {
    await using opened = await openCredits(mode)
    const user = await opened.addUser(5)
    const child = await startHolder(opened, user, 5)
    const isGone = once(child, 'exit')
    child.kill('SIGKILL')
    await isGone
    // Recovers when it starts; nobody asks it to.
    const here = createCreditStore({
      storage: opened.storage,
      instance: { id: 'here', host: hostname(), pid: process.pid },
      now: Date.now,
    })
    await expect.poll(() => opened.stores[0].balanceOf(user)).toEqual({ balance: 5, held: 0 })
    await here.close()
  })

  test('a call that was given up as lost and comes back is charged after all, and the sums of its day follow', async () => {
    await using opened = await openCredits(mode, 2)
    const [first, second = first] = opened.stores
    const user = await opened.addUser(10)
    await first.hold(holdFor(user, 'r', 8))
    await opened.storage.database
      .updateTable('instances')
      .set({ heartbeat_at: 0 })
      .where('id', '=', instanceId(0))
      .execute()
    expect(await second.recover()).toBe(1)
    expect(await readBooks(opened.storage, user)).toMatchObject({
      balance: 10,
      charged: 0,
      dailyDifferences: [],
    })
    // Of another day and model than the hold said, so that the lost call's sums have to go.
    const record = recordOf(user, 'r', 6, { at: testTime - 86_400_000, model: 'claude-opus-5-5' })
    expect(await first.settle({ record })).toEqual({
      balance: 4,
      charged: 6,
      shortfall: 0,
      wasSettled: false,
    })
    expect(await first.settle({ record })).toMatchObject({ balance: 4, charged: 6, wasSettled: true })
    expect(await readBooks(opened.storage, user)).toEqual({
      balance: 4,
      granted: 10,
      charged: 6,
      held: 0,
      dailyDifferences: [],
    })
  })

  test('an instance lives as long as its heart beats, and its own holds are never freed by itself', async () => {
    await using opened = await openCredits(mode, 2, {
      timing: { heartbeatMs: 10, sweepMs: 10, goneAfterMs: 30_000 },
    })
    const [first] = opened.stores
    const user = await opened.addUser(5)
    await first.hold(holdFor(user, 'r', 5))
    await opened.storage.database
      .updateTable('instances')
      .set({ heartbeat_at: 0 })
      .where('id', '=', instanceId(1))
      .execute()
    await expect
      .poll(() =>
        opened.storage.database.selectFrom('instances').select('id').where('heartbeat_at', '>', 0).execute(),
      )
      .toHaveLength(2)
    expect(await first.balanceOf(user)).toEqual({ balance: 0, held: 5 })
  })
})

describe.each(testModes)('%s, told by the list of instances', (mode) => {
  let opened: TestCredits
  beforeAll(async () => void (opened = await openCredits(mode)))
  afterAll(async () => await opened[Symbol.asyncDispose]())

  test.each([
    ['is not listed', undefined],
    ['had our process id', { host: 'host-0', pid: process.pid, silentMs: 0 }],
    ['has been silent for 31 s', { host: 'elsewhere', pid: 1, silentMs: 31_000 }],
  ])('frees the holds of an instance that %s', async (_name, listed) => {
    const user = await opened.addUser(5)
    await holdAs(opened, user, listed)
    expect(await opened.stores[0].recover()).toBe(1)
    expect(await readBooks(opened.storage, user)).toMatchObject({ balance: 5, held: 0, dailyDifferences: [] })
  })

  test.each([
    ['runs on another machine', { host: 'elsewhere', pid: process.pid, silentMs: 5_000 }],
    ['runs on this machine', { host: 'host-0', pid: process.ppid, silentMs: 0 }],
    ['belongs to another user of this machine', { host: 'host-0', pid: 1, silentMs: 0 }],
    ['runs beside it in one process', { id: newInstanceId(), host: 'host-0', pid: process.pid, silentMs: 0 }],
  ])('leaves the holds of an instance that %s', async (_name, listed) => {
    const user = await opened.addUser(5)
    await holdAs(opened, user, listed)
    expect(await opened.stores[0].recover()).toBe(0)
    expect(await opened.stores[0].balanceOf(user)).toEqual({ balance: 4, held: 1 })
  })
})

/** A hold of an instance that this test makes up. */
async function holdAs(
  opened: TestCredits,
  user: string,
  listed: { id?: string; host: string; pid: number; silentMs: number } | undefined,
): Promise<void> {
  const { database, dialect } = opened.storage
  const id = listed?.id === undefined ? `made-up-${user}` : `${listed.id}-${user}`
  // On PostgreSQL the database's clock counts, which is real.
  const now = dialect === 'sqlite' ? testTime : Date.now()
  if (listed !== undefined)
    await database
      .insertInto('instances')
      .values({ id, host: listed.host, pid: listed.pid, started_at: 0, heartbeat_at: now - listed.silentMs })
      .execute()
  const { requestId } = holdFor(user, 'r', 1)
  await database
    .insertInto('holds')
    .values({
      request_id: requestId,
      user_id: user,
      amount: 1,
      provider: 'anthropic',
      model: 'm',
      streamed: 0,
      instance_id: id,
      created_at: testTime,
    })
    .execute()
  await opened.stores[0].grant({ userId: user, delta: -1, note: 'the hold' })
  await database.updateTable('credit_grants').set({ delta: 0 }).where('note', '=', 'the hold').execute()
}
