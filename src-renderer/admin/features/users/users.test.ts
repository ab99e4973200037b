import { expect, test } from 'vitest'
import type { AdminUser } from '../../../../src-shared/dedicated-api/admin.ts'
import type { AdminRoutes, Call, RouteName } from '../../api/admin-routes.ts'
import { ApiProblem } from '../../api/api-problem.ts'
import { makePassword } from './make-password.ts'
import { makeUuid } from './make-uuid.ts'
import { creditsWanted, parseCredits } from './parse-credits.ts'
import { passwordProblem } from './password-problem.ts'
import { createUsersStore } from './users-store.ts'

const user = (number: number): AdminUser => ({
  id: `u${number}`,
  email: `u${number}@example.com`,
  role: 'user',
  tier: 'standard',
  status: 'active',
  createdAt: 1,
  balance: 10,
  held: 0,
  creditsUsed30Days: 0,
})

type Answers = {
  [Name in RouteName]?: (
    input: AdminRoutes[Name]['input'],
  ) => AdminRoutes[Name]['answer'] | Promise<AdminRoutes[Name]['answer']>
}

/** A gateway that answers as the test says. */
function answering(answers: Answers): Call {
  const all: Answers = {
    'GET admin/tiers': () => ({ data: [] }),
    'GET admin/users': () => ({ data: [] }),
    'GET admin/users/:id/grants': () => ({ data: [] }),
    ...answers,
  }
  return async (name, input) => {
    const answer = all[name]
    if (answer === undefined) throw new Error(`The test does not answer ${name}.`)
    return await answer(input)
  }
}

test('the answer to a search that was typed over is dropped', async () => {
  const finish = new Map<string, () => void>()
  const store = createUsersStore(
    answering({
      'GET admin/users': async ({ query }) =>
        await new Promise((resolve) =>
          finish.set(query.search ?? '', () => resolve({ data: [user(query.search === 'ab' ? 2 : 1)] })),
        ),
    }),
  )
  const first = store.getState().setSearch('a')
  const second = store.getState().setSearch('ab')
  finish.get('ab')?.()
  await second
  finish.get('a')?.()
  await first
  expect(store.getState().users?.map(({ id }) => id)).toEqual(['u2'])
})

test('more users are added to those that are shown', async () => {
  const store = createUsersStore(
    answering({
      'GET admin/users': ({ query }) =>
        query.cursor === undefined ? { data: [user(1)], nextCursor: 'next' } : { data: [user(2)] },
    }),
  )
  await store.getState().load()
  await store.getState().loadMore()
  expect(store.getState()).toMatchObject({ users: [{ id: 'u1' }, { id: 'u2' }], nextCursor: undefined })
})

test('asking for more users twice adds them once', async () => {
  const asked: (string | undefined)[] = []
  const store = createUsersStore(
    answering({
      'GET admin/users': async ({ query }) => {
        asked.push(query.cursor)
        await Promise.resolve()
        return query.cursor === undefined
          ? { data: [user(1)], nextCursor: 'second' }
          : { data: [user(2)], nextCursor: 'third' }
      },
    }),
  )
  await store.getState().load()
  const both = [store.getState().loadMore(), store.getState().loadMore()]
  expect(store.getState().isLoadingMore).toBe(true)
  await Promise.all(both)
  expect(store.getState()).toMatchObject({
    users: [{ id: 'u1' }, { id: 'u2' }],
    nextCursor: 'third',
    isLoadingMore: false,
  })
  expect(asked).toEqual([undefined, 'second'])
})

test('a page that comes when the list goes on elsewhere is dropped', async () => {
  let finish: () => void = () => undefined
  let cursor = 'old'
  const store = createUsersStore(
    answering({
      'GET admin/users': async ({ query }) =>
        query.cursor === undefined
          ? { data: [user(1)], nextCursor: cursor }
          : await new Promise((resolve) => (finish = () => resolve({ data: [user(2)] }))),
    }),
  )
  await store.getState().load()
  const more = store.getState().loadMore()
  cursor = 'new'
  await store.getState().load()
  finish()
  await more
  expect(store.getState()).toMatchObject({ users: [{ id: 'u1' }], nextCursor: 'new' })
})

test('an opened user is loaded anew, for the balance of the list may be old', async () => {
  const store = createUsersStore(
    answering({
      'GET admin/users': ({ query }) => ({
        data: query.search === 'u1@example.com' ? [user(11), { ...user(1), balance: 3 }] : [user(1)],
      }),
    }),
  )
  await store.getState().load()
  await store.getState().open(user(1))
  expect(store.getState()).toMatchObject({
    users: [{ balance: 3 }],
    opened: { user: { id: 'u1', balance: 3 }, problem: undefined },
  })
})

test('credits whose answer was lost are booked once when given again, and another booking is a new one', async () => {
  const booked = new Map<string, number>()
  let isLost = true
  const store = createUsersStore(
    answering({
      'GET admin/users/:id/grants': () => ({
        data: Array.from(booked, ([id, delta]) => ({ id, delta, note: '', createdAt: 1 })),
      }),
      'POST admin/users/:id/credits': ({ body: { id = '', delta } }) => {
        const repeated = booked.has(id)
        booked.set(id, delta)
        if (isLost) throw new ApiProblem('The gateway cannot be reached.', 0)
        return {
          balance: 10 + [...booked.values()].reduce((sum, each) => sum + each, 0),
          held: 0,
          ...(repeated && { repeated }),
        }
      },
    }),
  )
  await store.getState().open(user(1))
  expect(await store.getState().grant(5, '')).toBe(false)
  expect(store.getState().opened).toMatchObject({
    grants: [{ delta: 5 }],
    problem: { message: expect.stringMatching(/may have been booked.*again is safe/) as string },
  })
  isLost = false
  expect(await store.getState().grant(5, '')).toBe(true)
  expect(store.getState().opened).toMatchObject({
    user: { balance: 15 },
    done: '5 credits had been given before, and were not again; the balance is 15.',
  })
  expect(await store.getState().grant(5, '')).toBe(true)
  expect([...booked.values()]).toEqual([5, 5])
  expect(store.getState().opened?.done).toBe('5 credits given; the balance is 20.')
})

test('a form that was changed after a lost answer, or is filled in another dialog, has an id of its own', async () => {
  const ids: (string | undefined)[] = []
  const store = createUsersStore(
    answering({
      'POST admin/users/:id/credits': ({ body }) => {
        ids.push(body.id)
        throw new ApiProblem('The gateway cannot be reached.', 0)
      },
    }),
  )
  await store.getState().open(user(1))
  for (const [delta, note] of [
    [5, ''],
    [5, ''],
    [-5, ''],
    [5, 'hello'],
  ] as const)
    await store.getState().grant(delta, note)
  await store.getState().open(user(1))
  await store.getState().grant(5, 'hello')
  expect(ids[1]).toBe(ids[0])
  expect(new Set(ids).size).toBe(4)
})

test('ids are UUIDs that the gateway takes', () => {
  for (let round = 0; round < 100; round += 1)
    expect(makeUuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('wrong amounts are told the largest, and a password of blanks is none', () => {
  expect(creditsWanted(1)).toBe('Enter a whole number from 1 to 1,000,000,000.')
  expect([passwordProblem(' '.repeat(12)), passwordProblem(''), passwordProblem('a b')]).toEqual([
    'Use more than blanks.',
    undefined,
    undefined,
  ])
})

test('given credits show in the list, the dialog and the history; refused ones change nothing and say why', async () => {
  const grants = [{ id: 'g1', delta: 5, note: 'hello', createdAt: 2 }]
  const store = createUsersStore(
    answering({
      'GET admin/users': () => ({ data: [user(1)] }),
      'GET admin/users/:id/grants': () => ({ data: grants }),
      'POST admin/users/:id/credits': ({ body }) => {
        if (body.delta < -10) throw new ApiProblem('The balance is 10.', 409)
        return { balance: 10 + body.delta, held: 0 }
      },
    }),
  )
  await store.getState().load()
  await store.getState().open(user(1))
  expect(await store.getState().grant(5, 'hello')).toBe(true)
  expect(store.getState()).toMatchObject({
    users: [{ balance: 15 }],
    opened: { user: { balance: 15 }, grants, busy: false, problem: undefined },
  })
  expect(await store.getState().grant(-99, '')).toBe(false)
  expect(store.getState()).toMatchObject({
    users: [{ balance: 15 }],
    opened: { busy: false, problem: { message: 'The balance is 10.' } },
  })
})

test('an answer for a user whose dialog was closed is not shown at the next one', async () => {
  let finish: () => void = () => undefined
  const store = createUsersStore(
    answering({
      'GET admin/users/:id/grants': () => ({ data: [] }),
      'PATCH admin/users/:id': async ({ id, body }) =>
        await new Promise((resolve) => (finish = () => resolve({ ...user(1), id, ...body }))),
    }),
  )
  await store.getState().open(user(1))
  const change = store.getState().change({ tier: 'free' })
  store.getState().close()
  await store.getState().open(user(2))
  finish()
  await change
  expect(store.getState().opened).toMatchObject({ user: { id: 'u2', tier: 'standard' }, done: undefined })
})

test.each([
  ['1,000', 1_000],
  [' 25 ', 25],
  ['0', 0],
  ['1,00', undefined],
  ['1.5', undefined],
  ['-5', undefined],
  ['1e3', undefined],
  ['1000000001', undefined],
  ['', undefined],
])('“%s” credits are %s', (typed, credits) => {
  expect(parseCredits(typed)).toBe(credits)
})

test('made-up passwords are long enough for the gateway and never the same', () => {
  const passwords = Array.from({ length: 200 }, makePassword)
  expect(new Set(passwords).size).toBe(200)
  for (const password of passwords) expect(password).toMatch(/^([a-zA-Z3-9]{5}-){3}[a-zA-Z3-9]{5}$/)
})
